import { envelopeDigest } from "../../../lib/domain/records/dsse.ts";
import { type Fact, isFact } from "../../../lib/domain/records/facts.ts";
import type { Ports } from "../../../lib/ports/ports.ts";
import {
  asked,
  expired,
  intended,
  opened,
  proved,
  receipt,
  recovered,
  refused,
  rollbackBegun,
  undone,
  validated,
} from "../../fixtures/sample-facts.ts";
import { underTheDecisionKey } from "../../simulator/opening.ts";
import { justBefore, payloadOf, requestsFor, requestsTo } from "../../simulator/requests.ts";
import { attempted, executionOf, submit, submitted } from "../../simulator/submitted.ts";
import { append } from "../../simulator/table.ts";

const runId = "shop-0123456789ab-1";

/** A run that has the lease and did what its facts say. */
async function ending(facts: readonly Fact[]) {
  const { installation, records, entries } = await submitted();
  if (facts.length > 0) append(installation, runId, underTheDecisionKey(installation, facts));
  const close = (other: Partial<Ports> = {}) => installation.run("close-run", { runId, epoch: 1 }, other);
  return { installation, records, entries, close };
}

const halfway = [intended("staging/network"), rollbackBegun("staging")];
const failed = [...halfway, undone("staging/network"), proved("staging", { proved: false })];
const rolledBack = [intended("development/network"), rollbackBegun("development"), proved("development")];
const confirmed = [intended("production/network"), validated("production")];

describe("a run that ends", () => {
  test("is sealed, returns its verdict, and then frees its lease", async () => {
    const { installation, records, entries, close } = await ending([opened(), ...rolledBack]);
    const asked = requestsTo(installation.account, requestsFor("lambda", "Invoke"));

    expect(await close()).toMatchObject({ verdict: "ROLLED_BACK" });
    expect(asked.map(payloadOf)).toEqual([{ runId, epoch: 1, statement: "run-closed", about: "run" }]);
    const seal = (await entries()).filter(isFact("sign-receipt", "outcome")).at(-1)?.detail;
    expect(seal).toMatchObject({ statement: "run-closed", about: "run" });
    expect(await records.lease()).toMatchObject({
      runId: null,
      executionArn: null,
      previousSeal: seal && envelopeDigest(seal.envelope),
    });
  });

  test("is sealed although the bus does not hear of it, which it is told later", async () => {
    const { installation, records, close } = await ending([opened(), ...rolledBack]);
    const bus = {
      ...installation.port("bus"),
      runClosed: () => Promise.reject(new Error("the bus is away")),
    };

    expect(await close({ bus })).toMatchObject({ verdict: "ROLLED_BACK" });
    expect(await records.lease()).toMatchObject({ runId: null });
    expect(await records.untold()).toMatchObject([{ runId, told: [] }]);
  });

  test("keeps its lease when entries follow its seal, because a person has to look", async () => {
    const { installation, records, close } = await ending([opened()]);
    // It reads the entries before its seal, and again behind it.
    let reads = 0;
    justBefore(
      installation.account,
      ({ process, operation }) => process.name === "shop-close-run" && operation === "Query" && ++reads === 2,
      () => append(installation, runId, [recovered({ cause: "it came too late" })]),
    );

    await expect(close()).rejects.toMatchObject({
      name: "UnknownAnswer",
      message: expect.stringContaining(`${runId} has entries after its seal`),
    });
    expect((await records.lease()).runId).toBe(runId);
  });

  test("is not closed while its rollback stands halfway, so that its recovery can finish it", async () => {
    const { records, entries, close } = await ending([opened(), ...halfway]);

    await expect(close()).rejects.toMatchObject({
      name: "PrerequisiteMissing",
      message: expect.stringContaining("the rollback of staging ended halfway"),
    });
    expect((await entries()).at(-1)?.action).toBe("begin-rollback");
    expect((await records.lease()).runId).toBe(runId);
  });

  test("is not closed by a signer that answers and records nothing", async () => {
    const { installation, records, close } = await ending([]);
    const signer = {
      ...installation.ports("close-run").signer,
      sign: async () => receipt("run").detail.envelope,
    };

    await expect(close({ signer })).rejects.toMatchObject({ name: "UnknownAnswer" });
    expect((await records.lease()).runId).toBe(runId);
  });

  test("gives the lease to the change that waits, and starts it", async () => {
    const { installation, records, close } = await ending([opened(), ...rolledBack]);
    await submit(installation, { edit: attempted(2) });
    await close();
    const next = "shop-0123456789ab-2";

    expect(await records.lease()).toMatchObject({ runId: next, epoch: 2 });
    expect(installation.states.find(executionOf(installation, next)).input).toMatchObject({
      runId: next,
      epoch: 2,
    });
  });

  test("starts no execution when no change waits", async () => {
    const { installation, close } = await ending([opened(), ...rolledBack]);
    await close();

    expect([...installation.states.executions.keys()]).toEqual([executionOf(installation, runId)]);
  });
});

describe("later changes count their contributors from", () => {
  test("a run that SUCCEEDED", async () => {
    const { records, close } = await ending([
      opened({ commit: "c".repeat(40), changeDigest: "d".repeat(64) }),
      ...confirmed,
    ]);

    expect(await close()).toMatchObject({ verdict: "SUCCEEDED" });
    expect(await records.successes()).toEqual([
      { runId, commit: "c".repeat(40), changeDigest: "d".repeat(64) },
    ]);
  });

  test("no other run", async () => {
    const { records, close } = await ending([opened(), ...rolledBack]);
    await close();

    expect(await records.successes()).toEqual([]);
  });
});

describe("a change that is made to fail on purpose", () => {
  const rehearsal = opened({ rehearsal: true });
  const no = [asked("change-record"), expired("change-record")];

  test.each<[string, readonly Fact[]]>([
    ["ROLLED_BACK", rolledBack],
    ["ABORTED", [...rolledBack, recovered({ cause: "its execution failed" })]],
  ])("counts as a rehearsal when its run was %s", async (verdict, facts) => {
    const { installation, records, close } = await ending([rehearsal, ...facts]);

    expect(await close()).toMatchObject({ verdict });
    expect(await records.lastRehearsal()).toEqual({ runId, atMs: installation.time.nowMs() });
  });

  test.each<[string, readonly Fact[]]>([
    ["QUARANTINED", failed],
    ["SUCCEEDED", confirmed],
    ["REJECTED", no],
    ["REFUSED", [refused()]],
  ])("does not count when its run was %s", async (verdict, facts) => {
    const { records, close } = await ending([rehearsal, ...facts]);

    expect(await close()).toMatchObject({ verdict });
    expect(await records.lastRehearsal()).toBeNull();
  });

  test.each<[string, readonly Fact[]]>([
    ["ROLLED_BACK", rolledBack],
    ["ABORTED", [...rolledBack, recovered({ cause: "its execution failed" })]],
  ])("has to be declared: another change that was %s does not count", async (_what, facts) => {
    const { records, close } = await ending([opened(), ...facts]);
    await close();

    expect(await records.lastRehearsal()).toBeNull();
  });
});

describe("an environment is quarantined", () => {
  test("when its rollback was not proved, and the operators have not been told yet", async () => {
    const { installation, records, close } = await ending([opened(), ...failed]);

    expect(await close()).toMatchObject({ verdict: "QUARANTINED" });
    expect(await records.quarantines()).toEqual([
      { runId, environment: "staging", sinceMs: installation.time.nowMs(), told: false },
    ]);
  });

  test.each<[string, readonly Fact[]]>([
    ["was rolled back", rolledBack],
    ["was confirmed", confirmed],
    ["was refused", [refused()]],
    ["was never touched", []],
  ])("not when it %s", async (_what, facts) => {
    const { records, close } = await ending([opened(), ...facts]);
    await close();

    expect(await records.quarantines()).toEqual([]);
  });
});
