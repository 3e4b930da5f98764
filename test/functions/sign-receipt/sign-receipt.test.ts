import { openEnvelope } from "../../../lib/domain/records/dsse.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import { runId } from "../../fixtures/sample-entries.ts";
import { opened, otherDigest, receipt, someDigest, validated } from "../../fixtures/sample-facts.ts";
import { lockedEarlier } from "../../simulator/locked-plan.ts";
import { justBefore, requestsTo } from "../../simulator/requests.ts";
import { edit } from "../../simulator/table.ts";
import { installed, isTransaction, refusedBecause } from "./installed.ts";

const work = { runId, epoch: 1 };
const staging = { ...work, statement: "validated", about: "staging" } as const;
const runClosed = { ...work, statement: "run-closed", about: "run" } as const;

describe("a receipt", () => {
  test("names run, plan, change and the end of the entries, and is appended to them", async () => {
    const { sign, records, entries, publicKeyPem } = await installed(opened(), validated("staging"));
    const { head } = await records.read(runId);
    const { envelope } = await sign(staging);
    expect(openEnvelope(envelope, publicKeyPem)).toEqual({
      statement: "validated",
      about: "staging",
      runId,
      planDigest: someDigest,
      changeDigest: otherDigest,
      ...head,
      detail: { scope: "everything", description: someDigest },
    });
    expect((await entries()).at(-1)).toMatchObject({
      sequence: 3,
      actor: "sign-receipt",
      ...receipt("staging", { envelope }),
    });
  });

  test("is appended once, also when two callers ask for it at the same time, or one asks again", async () => {
    const { installation, sign, entries } = await installed(opened(), validated("staging"));
    const together = await installation.does(() => Promise.all([sign(staging), sign(staging)]));
    const answers = [...together, await sign(staging)];
    expect(new Set(answers.map(({ envelope }) => envelope.payload)).size).toBe(1);
    expect((await entries()).map(({ action }) => action)).toEqual([
      "open-run",
      "validate-environment",
      "sign-receipt",
    ]);
  });

  test("is not mistaken for the one before it, which makes the same statement about another environment", async () => {
    const { sign, publicKeyPem } = await installed(opened(), validated("development"), validated("staging"));
    const before = await sign({ ...work, statement: "validated", about: "development" });
    const { envelope } = await sign(staging);
    expect(envelope).not.toEqual(before.envelope);
    expect(openEnvelope(envelope, publicKeyPem)).toMatchObject({ about: "staging" });
  });

  test("is signed again when another entry was written after it", async () => {
    const { sign, write } = await installed(opened(), validated("staging"));
    const first = await sign(staging);
    write(validated("staging"));
    expect(await sign(staging)).not.toEqual(first);
  });

  test("comes after an entry that was written while it was signed", async () => {
    const { installation, sign, write, entries, publicKeyPem } = await installed(
      opened(),
      validated("staging"),
    );
    justBefore(installation.account, isTransaction, () => write(validated("staging")));
    const { envelope } = await sign(staging);
    expect(openEnvelope(envelope, publicKeyPem)).toMatchObject({ count: 3 });
    expect((await entries()).at(-1)).toMatchObject({ sequence: 4, action: "sign-receipt" });
  });

  test("is given up after five attempts when others keep writing", async () => {
    const { installation, sign, write } = await installed(opened(), validated("staging"));
    const tries = requestsTo(installation.account, isTransaction);
    justBefore(installation.account, isTransaction, () => write(validated("staging")), 10);
    await expect(sign(staging)).rejects.toMatchObject({ name: "EntryConflict" });
    expect(tries).toHaveLength(5);
  });

  test("is given up at once when another execution takes the run over", async () => {
    const { installation, sign, records } = await installed(opened(), validated("staging"));
    const tries = requestsTo(installation.account, isTransaction);
    justBefore(installation.account, isTransaction, () =>
      edit(installation, keys.lease(installation.application), { epoch: 2 }),
    );
    await expect(sign(staging)).rejects.toMatchObject({ name: "LeaseLost" });
    expect(tries).toHaveLength(1);
    expect((await records.head(runId)).count).toBe(2);
  });

  test("is refused when the entries do not support it, and nothing is appended", async () => {
    const { sign, records } = await installed(opened(), validated("staging", { held: false }));
    await expect(sign(staging)).rejects.toMatchObject(refusedBecause("its checks did not all hold"));
    expect((await records.head(runId)).count).toBe(2);
  });

  test("is refused for a run that was never opened", async () => {
    const { sign } = await installed();
    await expect(sign(runClosed)).rejects.toMatchObject({ name: "PrerequisiteMissing" });
  });

  test("is not appended for a worker of another epoch", async () => {
    const { sign, records } = await installed(opened(), validated("staging"));
    await expect(sign({ ...staging, epoch: 2 })).rejects.toMatchObject({ name: "LeaseLost" });
    expect((await records.head(runId)).count).toBe(2);
  });
});

describe("a receipt about the plan's approval", () => {
  const approval = { ...work, statement: "gate-passed", about: "plan-approval" } as const;

  test("may say that the plan is locked by an earlier run's approval", async () => {
    const { installation, sign, publicKeyPem } = await installed(opened());
    lockedEarlier(installation, { documentId: "21.03", planDigest: someDigest });
    const { envelope } = await sign(approval);
    expect(openEnvelope(envelope, publicKeyPem).detail).toEqual({ by: [], locked: true });
  });

  test("may not say so of a plan that is not the locked one, or of another gate", async () => {
    const { installation, sign } = await installed(opened());
    const refused = refusedBecause("the gate is not opened");
    lockedEarlier(installation, { documentId: "21.03", planDigest: otherDigest });
    await expect(sign(approval)).rejects.toMatchObject(refused);
    lockedEarlier(installation, { documentId: "21.03", planDigest: someDigest });
    await expect(sign({ ...approval, about: "change-record" })).rejects.toMatchObject(refused);
  });

  test("is the only one for which the lock is read", async () => {
    const { installation, sign } = await installed(opened(), validated("staging"));
    const { pk } = keys.lock("21.03");
    const reads = requestsTo(installation.account, ({ input }) => JSON.stringify(input).includes(`"${pk}"`));
    await sign(staging);
    expect(reads).toEqual([]);
  });
});

describe("after a seal", () => {
  const sealed = async () => {
    const installation = await installed(opened(), validated("staging"), validated("production"));
    await installation.sign({ ...work, statement: "validated", about: "production" });
    const { envelope } = await installation.sign(runClosed);
    return { ...installation, envelope };
  };

  test("the list of all runs says how it ended, which it does after no other receipt", async () => {
    const { installation, sign, claim } = await installed(
      opened(),
      validated("staging"),
      validated("production"),
    );
    const ending = () => installation.dynamodb.find(keys.listed(claim.claimedAtMs, runId))?.["ending"];
    await sign({ ...work, statement: "validated", about: "production" });
    expect(ending()).toBeUndefined();
    await sign(runClosed);
    expect(ending()).toBeDefined();
  });

  test("the seal is answered again to a caller that did not get it, and not appended twice", async () => {
    const { sign, records, envelope } = await sealed();
    expect(await sign(runClosed)).toEqual({ envelope });
    expect((await records.head(runId)).count).toBe(5);
  });

  test("nothing else is signed, whatever the entries support", async () => {
    const { sign } = await sealed();
    await expect(sign(staging)).rejects.toMatchObject(
      refusedBecause('nothing is signed after a seal, so "validated" is refused'),
    );
  });
});
