import { closeRun } from "../../../functions/close-run/close-run.ts";
import { envelopeDigest } from "../../../lib/domain/records/dsse.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import type { Signer } from "../../../lib/ports/signer/port.ts";
import {
  asked,
  expired,
  intended,
  opened,
  proved,
  receipt,
  recovered,
  rollbackBegun,
  validated,
} from "../../fakes/facts.ts";
import { World } from "../../fakes/world.ts";

const runId = "shop-0123456789ab-1";
const seal = receipt("run");
const { envelope } = seal.detail;

/** A run that has the lease and did all that its facts say; its signer enters the seal, as the real one does. */
async function ending(facts: readonly Fact[], behindTheSeal: readonly Fact[] = []) {
  const world = new World();
  const { records } = world;
  await world.submit(await world.change());
  records.write(await records.read(runId), "a task", facts);
  const asked: unknown[] = [];
  const signer: Signer = {
    sign: async (...request) => {
      asked.push(request);
      records.write(await records.read(runId), "sign-receipt", [seal, ...behindTheSeal]);
      return envelope;
    },
    publicKeyPem: () => world.signer.publicKeyPem(),
  };
  const close = () => closeRun({ ...world.ports, signer })({ runId, epoch: 1 });
  return { world, records, close, asked };
}

const failed = [intended("staging/network"), rollbackBegun("staging")];
const undone = [intended("development/network"), rollbackBegun("development"), proved("development")];
const confirmed = [intended("production/network"), validated("production")];

describe("a run that ends", () => {
  test("is sealed, says its verdict, and frees its lease behind the seal", async () => {
    const { records, close, asked } = await ending([opened(), ...undone]);

    expect(await close()).toEqual({ verdict: "ROLLED_BACK" });
    expect(asked).toEqual([
      [
        { runId, epoch: 1, actor: "close-run" },
        { statement: "run-closed", about: "run" },
      ],
    ]);
    expect(await records.lease()).toMatchObject({
      runId: null,
      executionArn: null,
      previousSeal: envelopeDigest(envelope),
    });
  });

  test("keeps its lease when entries came behind its seal, for then somebody has to look", async () => {
    const { records, close } = await ending([opened()], [recovered({ cause: "it came too late" })]);

    await expect(close()).rejects.toMatchObject({
      name: "UnknownAnswer",
      message: expect.stringContaining(`${runId} has entries behind its seal`),
    });
    expect((await records.lease()).runId).toBe(runId);
  });

  test("is not closed when there are no entries at all", async () => {
    const { world } = await ending([]);
    const signer = { ...world.signer, sign: async () => envelope };

    await expect(closeRun({ ...world.ports, signer })({ runId, epoch: 1 })).rejects.toMatchObject({
      name: "UnknownAnswer",
    });
  });

  test("gives the lease to the change that waits, and starts it", async () => {
    const { world, records, close } = await ending([opened(), ...undone]);
    await world.submit(await world.change({ attempt: 2 }));
    await close();
    const next = "shop-0123456789ab-2";

    expect(await records.lease()).toMatchObject({ runId: next, epoch: 2 });
    expect(world.executions.get(`arn:execution:${next}`)?.input).toEqual({ runId: next, epoch: 2 });
  });

  test("starts nothing when nobody waits", async () => {
    const { world, close } = await ending([opened(), ...undone]);
    await close();

    expect([...world.executions.keys()]).toEqual([`arn:execution:${runId}`]);
  });
});

describe("later changes count their contributors from", () => {
  test("a run that SUCCEEDED", async () => {
    const { records, close } = await ending([
      opened({ commit: "c".repeat(40), changeDigest: "d".repeat(64) }),
      ...confirmed,
    ]);

    expect(await close()).toEqual({ verdict: "SUCCEEDED" });
    expect(await records.successes()).toEqual([
      { runId, commit: "c".repeat(40), changeDigest: "d".repeat(64) },
    ]);
  });

  test("no other", async () => {
    const { records, close } = await ending([opened(), ...undone]);
    await close();

    expect(await records.successes()).toEqual([]);
  });
});

describe("a change that is made to fail", () => {
  const rehearsal = opened({ rehearsal: true });
  const no = [asked("change-record"), expired("change-record")];

  test.each<[string, readonly Fact[]]>([
    ["ROLLED_BACK", undone],
    ["ABORTED", [...undone, recovered({ cause: "its execution failed" })]],
  ])("counts as a rehearsal when it was %s", async (verdict, facts) => {
    const { world, records, close } = await ending([rehearsal, ...facts]);

    expect(await close()).toEqual({ verdict });
    expect(await records.lastRehearsal()).toEqual({ runId, atMs: world.nowMs });
  });

  test.each<[string, readonly Fact[]]>([
    ["QUARANTINED", failed],
    ["SUCCEEDED", confirmed],
    ["REJECTED", no],
  ])("does not when it was %s", async (verdict, facts) => {
    const { records, close } = await ending([rehearsal, ...facts]);

    expect(await close()).toEqual({ verdict });
    expect(await records.lastRehearsal()).toBeNull();
  });

  test.each<[string, readonly Fact[]]>([
    ["ROLLED_BACK", undone],
    ["ABORTED", [...undone, recovered({ cause: "its execution failed" })]],
  ])("has to be declared: one that was %s by itself does not count", async (_what, facts) => {
    const { records, close } = await ending([opened(), ...facts]);
    await close();

    expect(await records.lastRehearsal()).toBeNull();
  });
});

describe("an environment is quarantined", () => {
  test("when its rollback was not proved, and the operators are still to be told", async () => {
    const { world, records, close } = await ending([opened(), ...failed]);

    expect(await close()).toEqual({ verdict: "QUARANTINED" });
    expect(await records.quarantines()).toEqual([
      { runId, environment: "staging", sinceMs: world.nowMs, told: false },
    ]);
  });

  test.each<[string, readonly Fact[]]>([
    ["is gone as it has to be", undone],
    ["stands as it has to", confirmed],
    ["was never touched", []],
  ])("not when it %s", async (_what, facts) => {
    const { records, close } = await ending([opened(), ...facts]);
    await close();

    expect(await records.quarantines()).toEqual([]);
  });
});
