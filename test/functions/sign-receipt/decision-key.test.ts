import { keyFingerprint } from "../../../lib/domain/records/dsse.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import { runId } from "../../fixtures/sample-entries.ts";
import { opened, validated } from "../../fixtures/sample-facts.ts";
import { append, remove } from "../../simulator/table.ts";
import { installed, refusedBecause } from "./installed.ts";

const work = { runId, epoch: 1 };
const staging = { ...work, statement: "validated", about: "staging" } as const;
const approval = { ...work, statement: "gate-passed", about: "plan-approval" } as const;

/** A run whose decision key is replaced after it was opened; `isNamed` if the control plane's chain names the one before. */
async function replaced(isNamed: boolean) {
  const arranged = await installed(opened(), validated("staging"));
  const { installation, sign } = arranged;
  if (isNamed) {
    remove(installation, keys.lastKeys);
    await sign({ statement: "checkpoint", also: runId });
  }
  const before = keyFingerprint(installation.kms.decisionKeyPem);
  installation.kms.replace("decision");
  return { ...arranged, before, now: keyFingerprint(installation.kms.decisionKeyPem) };
}

describe("after the decision key was replaced during a run", () => {
  test("the run still gets the receipts with which it is undone and closed", async () => {
    const { sign } = await replaced(true);
    expect(await sign(staging)).toHaveProperty("envelope");
  });

  test("it passes no gate any more", async () => {
    const { sign } = await replaced(true);
    await expect(sign(approval)).rejects.toMatchObject(
      refusedBecause("the decision key was replaced since the run"),
    );
  });

  test("nothing is signed for it if nothing signed says which key it had", async () => {
    const { sign, before, now } = await replaced(false);
    await expect(sign(staging)).rejects.toMatchObject(
      refusedBecause(`was opened with the decision key ${before}, not ${now}`),
    );
  });
});

test("nothing is signed for a run that names no decision key", async () => {
  const { installation, sign } = await installed();
  const publicKeyFingerprint = keyFingerprint(installation.kms.publicKeyPem);
  append(installation, runId, [opened({ publicKeyFingerprint }), validated("staging")]);
  await expect(sign(staging)).rejects.toMatchObject(refusedBecause("the decision key of nobody, not"));
});
