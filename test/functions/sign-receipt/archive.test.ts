import type { Envelope } from "../../../lib/domain/records/dsse.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import { type historyText, openArchive } from "../../../lib/domain/records/history.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import { runId } from "../../fakes/chain.ts";
import { opened, receipt, recovered, someDigest, validated } from "../../fakes/facts.ts";
import { keepIn } from "../../simulator/opened-run.ts";
import { put } from "../../simulator/table.ts";
import { installed, refusedBecause } from "./installed.ts";

const historyOf = (execution: string, events: Parameters<typeof historyText>[0]["events"] = []) =>
  JSON.stringify({ execution, status: "SUCCEEDED", definition: "{}", events });

/** A run that is sealed; its entries name the executions 1 and 2. */
const sealed = () => archiving(opened(), recovered(), validated("production"), receipt("run"));

/** A run that did what its facts say, and histories that are kept by their digests. */
async function archiving(...facts: readonly Fact[]) {
  const { installation, sign, ...more } = await installed(...facts);
  const archive = (...texts: readonly string[]) => {
    const histories = texts.map((text) => keepIn(installation, text));
    return sign({ statement: "history", runId, histories });
  };
  return { installation, sign, archive, ...more };
}

describe("the archive of a run's histories", () => {
  test("lists them in the order given, by the digests of their texts, behind the seal", async () => {
    const { installation, archive, records, key } = await sealed();
    const names = ["arn:execution:2", "arn:execution:child", "arn:execution:1"];
    const { head } = await records.read(runId);
    const { envelope } = await archive(...names.map((name) => historyOf(name)));
    expect(openArchive(envelope, key)).toEqual({
      runId,
      ...head,
      executions: names.map((execution) => ({
        execution,
        digest: keepIn(installation, historyOf(execution)),
      })),
    });
    expect(await installation.port("ledger").archiveOf(runId)).toEqual(envelope);
  });

  test("is answered again to a caller that did not get it, and not signed twice", async () => {
    const { installation, sign, lastOfOwnChain } = await sealed();
    const envelope: Envelope = { payloadType: "text", payload: "archived", signatures: [] };
    put(installation, keys.archive(runId), { envelope });
    expect(await sign({ statement: "history", runId, histories: [someDigest] })).toEqual({ envelope });
    expect(await lastOfOwnChain()).toBeUndefined();
  });

  test("is refused while the run is not sealed", async () => {
    const { archive } = await archiving(opened(), receipt("production"));
    await expect(archive(historyOf("arn:execution:1"))).rejects.toMatchObject(
      refusedBecause(`the run ${runId} is not sealed`),
    );
  });

  test("is refused while a history contains a task token", async () => {
    const { archive } = await sealed();
    await expect(
      archive(historyOf("arn:execution:1", [{ parameters: '{"taskToken":"AQC"}' }])),
    ).rejects.toMatchObject(refusedBecause("the history of arn:execution:1 has a task token in it"));
  });

  test("is refused when it lacks an execution that the entries name", async () => {
    const { archive, lastOfOwnChain } = await sealed();
    await expect(
      archive(historyOf("arn:execution:1"), historyOf("arn:execution:child")),
    ).rejects.toMatchObject(refusedBecause("lack the execution arn:execution:2"));
    expect(await lastOfOwnChain()).toBeUndefined();
  });

  test("is refused when a kept text is no history", async () => {
    const { archive } = await sealed();
    await expect(archive('{"execution":1}')).rejects.toThrow(/status/);
  });
});
