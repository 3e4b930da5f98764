import { keyFingerprint, openEnvelope } from "../../../lib/domain/records/dsse.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import { openIntroduction } from "../../../lib/domain/records/introduction.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import { runId } from "../../fixtures/sample-entries.ts";
import { opened, someDigest, validated } from "../../fixtures/sample-facts.ts";
import { append, edit, remove } from "../../simulator/table.ts";
import { installed, refusedBecause } from "./installed.ts";

const checkpoint = { statement: "checkpoint", also: runId } as const;
const approval = { runId, epoch: 1, statement: "gate-passed", about: "plan-approval" } as const;

/** An installation whose run is over after epoch 6, and the introductions of its signing keys. */
async function idle(facts: readonly Fact[] = [opened(), validated("staging")]) {
  const { installation, records, sign } = await installed(...facts);
  const lease = keys.lease(installation.application);
  edit(installation, lease, { runId: null, epoch: 6 });
  return {
    installation,
    sign,
    runs: (more: { readonly runId: string | null; readonly epoch: number }) =>
      edit(installation, lease, more),
    /** A deployment brings so many signing keys, and a checkpoint is taken. */
    async bring(count: number) {
      for (let key = 0; key < count; key += 1) installation.kms.addSigningKey();
      await sign(checkpoint);
    },
    introduced: async () => (await records.introductions()).map(openIntroduction),
  };
}

describe("a signing key that a deployment brings", () => {
  test("takes the place of the key in use with the next checkpoint, for the runs that begin after it", async () => {
    const { bring, introduced, installation } = await idle();
    await bring(1);
    expect(await introduced()).toMatchObject([
      {
        number: 1,
        at: new Date(installation.time.nowMs()).toISOString(),
        epoch: 7,
        replaced: installation.kms.publicKeyPem,
      },
    ]);
  });

  test("takes its place after the one that was brought with it", async () => {
    const { bring, introduced } = await idle();
    await bring(2);
    const [first, second] = await introduced();
    expect([first?.number, second?.number]).toEqual([1, 2]);
    expect(second?.replacedKey.fingerprint).toBe(first?.introducedKey.fingerprint);
  });

  test("waits while a run is open", async () => {
    const { runs, bring, introduced } = await idle();
    runs({ runId, epoch: 7 });
    await bring(1);
    expect(await introduced()).toEqual([]);
  });

  test("takes nobody's place after an introduction was taken out of the table", async () => {
    const { installation, bring } = await idle();
    await bring(2);
    remove(installation, keys.introduction(2));
    await expect(bring(0)).rejects.toMatchObject(
      refusedBecause("has 2 introductions of signing keys, and the table lists 1"),
    );
  });

  test("is introduced once when two checkpoints are taken together", async () => {
    const { installation, sign, introduced } = await idle();
    installation.kms.addSigningKey();
    await installation.does(() => Promise.all([sign(checkpoint), sign(checkpoint)]));
    expect((await introduced()).map(({ number }) => number)).toEqual([1]);
  });

  test("still signs for such a run under the key before it", async () => {
    const { runs, bring, sign, installation } = await idle();
    await bring(1);
    runs({ runId, epoch: 1 });
    const { envelope } = await sign({ ...approval, statement: "validated", about: "staging" });
    expect(openEnvelope(envelope, installation.kms.publicKeyPem)).toMatchObject({ about: "staging" });
  });

  test("passes no gate of a run that was opened under the key before it", async () => {
    const { runs, bring, sign } = await idle();
    await bring(1);
    runs({ runId, epoch: 1 });
    await expect(sign(approval)).rejects.toMatchObject(
      refusedBecause("the signing key was replaced since the run"),
    );
  });

  /** A run that was opened under a key that was introduced, or under one that is not deployed. */
  async function openedUnder(isKnown: boolean) {
    const { installation, runs, bring, sign, introduced } = await idle([]);
    await bring(1);
    const [key] = await introduced();
    if (key === undefined) throw new Error("a key was introduced");
    const named = {
      publicKeyFingerprint: isKnown ? key.introducedKey.fingerprint : someDigest,
      decisionKeyFingerprint: keyFingerprint(installation.kms.decisionKeyPem),
    };
    append(installation, runId, [opened(named), validated("staging")]);
    runs({ runId, epoch: 1 });
    return { key, signed: sign({ ...approval, statement: "validated", about: "staging" }) };
  }

  test("signs for the runs that were opened under it", async () => {
    const { key, signed } = await openedUnder(true);
    expect(openEnvelope((await signed).envelope, key.introduced)).toMatchObject({ about: "staging" });
  });

  test("is told by its name when a run has another one, which is not deployed", async () => {
    const { signed } = await openedUnder(false);
    await expect(signed).rejects.toMatchObject(
      refusedBecause(`this control plane has no signing key ${someDigest}`),
    );
  });
});
