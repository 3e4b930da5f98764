import { readGate } from "../../../functions/read-gate/read-gate.ts";
import type { Gate } from "../../../lib/domain/gates.ts";
import type { Statement } from "../../../lib/ports/signer/port.ts";
import { lookAtRealState } from "../../../lib/shared-use-cases/look-at-real-state.ts";
import { awaited, passed, receipt } from "../../fakes/facts.ts";
import { type OpenedRun, opened, openedRun, standsAsWanted, type Wanted } from "../../fakes/opened-run.ts";

const gate = "staging-sign-off";

/** A run whose gates are read, and what its signer was asked for. */
async function reading(wanted: Wanted = {}) {
  const run = await openedRun(wanted);
  const signed: Statement[] = [];
  const { world, runId, epoch } = run;
  const signer = {
    ...world.signer,
    sign: async (_: unknown, statement: Statement) => {
      signed.push(statement);
      return receipt("run").detail.envelope;
    },
  };
  const read = (of: Gate = gate) => readGate({ ...world.ports, signer })({ runId, epoch, gate: of });
  return { ...run, signed, read };
}

/** The gate is open over a dossier that shows staging as it is; `decision` is what the one approver says of it. */
async function asked(
  run: OpenedRun,
  {
    of = gate,
    environment = "staging",
    approver = "staging-approver",
    ...more
  }: {
    of?: Gate;
    environment?: "development" | "staging";
    approver?: string;
    people?: { name: string; address: string }[];
    realState?: string;
    planDigest?: string;
    changeDigest?: string;
  } = {},
) {
  const { digest: realState } = await lookAtRealState(run.world.ports, run.change, environment);
  const asks = await opened(run, {
    gate: of,
    environment,
    approvers: [approver],
    quorum: 1,
    people: [{ name: "Dora", address: "dora@example.com" }],
    realState,
    ...more,
  });
  const decide = (decision: "approve" | "reject") =>
    run.world.records.decide(
      {
        invitation: asks.invitationOf(approver),
        decision,
        reason: "because",
        basis: "a mailbox",
        identity: null,
        atMs: run.world.nowMs,
      },
      asks.item,
    );
  return { ...asks, decide };
}

const times = (count: number) =>
  Array.from({ length: count }, (_, index) => awaited(gate, { time: index + 1 }));

describe("a gate that nobody was asked at", () => {
  test("sends the run to wait for people, and writes down that it does", async () => {
    const { read, told, signed } = await reading();
    expect(await read()).toEqual({ decision: "ask" });
    expect(await told("await-gate")).toEqual([{ gate, time: 1 }]);
    expect(signed).toEqual([]);
  });

  test("is passed where nothing of production would change, which is written down and signed for", async () => {
    const run = await reading();
    await standsAsWanted(run, "production");
    expect(await run.read()).toEqual({ decision: "nothing-to-change" });
    expect(await run.told("pass-gate")).toMatchObject([{ gate, steps: 7 }]);
    expect(run.signed).toEqual([{ statement: "gate-passed", about: gate }]);
    expect(await run.told("await-gate")).toEqual([]);
  });

  test("and was passed before its signer was asked is signed for when it is read again", async () => {
    const { read, write, signed } = await reading();
    await write([passed(gate)]);
    expect(await read()).toEqual({ decision: "nothing-to-change" });
    expect(signed).toEqual([{ statement: "gate-passed", about: gate }]);
    await write([receipt(gate)]);
    expect(await read()).toEqual({ decision: "nothing-to-change" });
    expect(signed).toHaveLength(1);
  });

  test("although it was sent to three times is asked for no more: something keeps it shut", async () => {
    const { read, write } = await reading();
    await write(times(2));
    expect(await read()).toEqual({ decision: "ask" });
    await expect(read()).rejects.toMatchObject({
      name: "UnknownAnswer",
      message: expect.stringContaining("is not opened after 3 times"),
    });
  });
});

describe("a plan that is locked", () => {
  test("needs no second approval, and the gate gets its receipt once", async () => {
    const { world, plan, planDigest, runId, read, write, signed } = await reading();
    await world.records.lockPlan(plan.documentId, planDigest, runId);
    expect(await read("plan-approval")).toEqual({ decision: "approved" });
    expect(signed).toEqual([{ statement: "gate-passed", about: "plan-approval" }]);
    await write([receipt("plan-approval")]);
    expect(await read("plan-approval")).toEqual({ decision: "approved" });
    expect(signed).toHaveLength(1);
  });

  test("as another one does not approve this one", async () => {
    const { world, plan, runId, read } = await reading();
    await world.records.lockPlan(plan.documentId, "0".repeat(64), runId);
    expect(await read("plan-approval")).toEqual({ decision: "ask" });
  });

  test("approves no other gate", async () => {
    const { world, plan, planDigest, runId, read } = await reading();
    await world.records.lockPlan(plan.documentId, planDigest, runId);
    expect(await read()).toEqual({ decision: "ask" });
  });
});

describe("an open gate", () => {
  test("that was woken by nobody's decision asks again", async () => {
    const run = await reading();
    await asked(run);
    await run.write([awaited(gate)]);
    expect(await run.read()).toEqual({ decision: "ask" });
    expect((await run.told("await-gate")).at(-1)).toEqual({ gate, time: 2 });
  });

  test("asks fifty times, and then whatever wakes it has to be looked for", async () => {
    const run = await reading();
    await asked(run);
    await run.write(times(49));
    expect(await run.read()).toEqual({ decision: "ask" });
    await expect(run.read()).rejects.toMatchObject({
      name: "UnknownAnswer",
      message: expect.stringContaining("is open after 50 times"),
    });
  });

  test("is a no at the very moment when its time is over, and not before", async () => {
    const run = await reading();
    const { item } = await asked(run);
    run.world.nowMs = item.expiresAtMs - 1;
    expect(await run.read()).toEqual({ decision: "ask" });
    run.world.nowMs = item.expiresAtMs;
    expect(await run.read()).toEqual({ decision: "expired" });
    expect(await run.told("expire-gate")).toEqual([{ gate, expiredAtMs: item.expiresAtMs }]);
    expect(await run.read()).toEqual({ decision: "expired" });
    expect(await run.told("expire-gate")).toHaveLength(1);
  });

  test("that somebody said no to is a no", async () => {
    const run = await reading();
    const { decide } = await asked(run);
    await decide("reject");
    expect(await run.read()).toEqual({ decision: "rejected" });
    expect(run.signed).toEqual([]);
  });
});

describe("an approval", () => {
  const approved = async (more: Parameters<typeof asked>[1] = {}, wanted: Wanted = {}) => {
    const run = await reading(wanted);
    await standsAsWanted(run, "staging");
    const asks = await asked(run, more);
    await asks.decide("approve");
    return { ...run, ...asks };
  };
  const planApproval = {
    of: "plan-approval",
    environment: "development",
    approver: "platform-owner",
  } as const;

  test("that its rule bears passes the gate, and is signed for", async () => {
    const { read, signed, told } = await approved();
    expect(await read()).toEqual({ decision: "approved" });
    expect(signed).toEqual([{ statement: "gate-passed", about: gate }]);
    expect(await told("await-gate")).toEqual([]);
  });

  test("by the Platform Owner locks the plan, and no other approval does", async () => {
    const owner = await approved(planApproval);
    expect(await owner.read("plan-approval")).toEqual({ decision: "approved" });
    expect(await owner.world.records.lockedPlan(owner.plan.documentId)).toBe(owner.planDigest);
    const other = await approved();
    await other.read();
    expect(await other.world.records.lockedPlan(other.plan.documentId)).toBeNull();
  });

  test("that was signed for is not looked at again: what happened since is somebody else's to judge", async () => {
    const { world, read, write, signed } = await approved();
    await write([receipt(gate)]);
    world.stacks.tamper("shop-staging-storage");
    expect(await read()).toEqual({ decision: "approved" });
    expect(signed).toEqual([]);
  });

  test("of another gate that was signed for does not stand for this one", async () => {
    const { read, write, signed } = await approved();
    await write([receipt("plan-approval")]);
    await read();
    expect(signed).toEqual([{ statement: "gate-passed", about: gate }]);
  });

  test("of a gate that is kept nowhere is refused, because nothing could make it void", async () => {
    const { world, read, signed } = await approved({ realState: "0".repeat(64) });
    world.records.gate = async () => null;
    await expect(read()).rejects.toMatchObject({ name: "ReceiptRefused" });
    expect(signed).toEqual([]);
  });

  test.each<[string, string, Parameters<typeof asked>[1]]>([
    ["the environment", "staging was changed while the gate was open", { realState: "0".repeat(64) }],
    ["the plan", "the plan is another one", { planDigest: "0".repeat(64) }],
    ["the change", "the change is another one", { changeDigest: "0".repeat(64) }],
  ])("is void when %s moved since it was shown, and the gate asks again", async (_, reason, more) => {
    const { read, told, item, world, runId, signed } = await approved(more);
    expect(await read()).toEqual({ decision: "ask" });
    expect(await told("void-gate")).toEqual([{ gate, dossierDigest: item.dossierDigest, reason }]);
    expect(await world.records.gate(runId, gate)).toMatchObject({ state: "void" });
    expect(await told("await-gate")).toEqual([{ gate, time: 1 }]);
    expect(signed).toEqual([]);
    expect(await read()).toEqual({ decision: "ask" });
    expect(await told("void-gate")).toHaveLength(1);
  });

  test("that is void is asked for again also where nothing of production would change: it asks to the end", async () => {
    const run = await approved({ planDigest: "0".repeat(64) });
    await run.read();
    await standsAsWanted(run, "production");
    expect(await run.read()).toEqual({ decision: "ask" });
    expect(await run.told("pass-gate")).toEqual([]);
  });

  test("that is void is asked for again three times and no more", async () => {
    const { read, write } = await approved({ planDigest: "0".repeat(64) });
    await read();
    await write(times(2));
    await expect(read()).rejects.toMatchObject({
      name: "UnknownAnswer",
      message: expect.stringContaining("is void after 3 times"),
    });
  });

  const dora = { name: "Dora", address: "dora@example.com" };
  test.each<[string, string, Parameters<typeof asked>[1], Wanted]>([
    [
      "by others than the plan asks",
      "and the plan asks 1 of staging-approver",
      { approver: "release-manager" },
      {},
    ],
    [
      "by somebody who left the directory",
      "not in the directory",
      {},
      { settings: { approvers: [{ id: "another", name: "", address: "a@example.com", identities: [] }] } },
    ],
    [
      "by somebody who had a hand in the change",
      "Nobody decides on a commit of their own",
      { people: [dora, { name: "S", address: "Staging-Approver@example.com" }] },
      {},
    ],
    [
      "about commits of people whom nobody knows",
      "does not know whose commits those of eve@example.org are",
      { people: [dora, { name: "Eve", address: "eve@example.org" }] },
      {},
    ],
  ])("%s is refused when it is read, and nothing is signed", async (_, said, more, wanted) => {
    const { read, signed } = await approved(more, wanted);
    await expect(read()).rejects.toMatchObject({
      name: "ReceiptRefused",
      message: expect.stringContaining(said),
    });
    expect(signed).toEqual([]);
  });

  test("about commits of people whom nobody knows is let through by the waiver that the run was opened with", async () => {
    const { read } = await approved(
      { people: [dora, { name: "Eve", address: "eve@example.org" }] },
      { waivers: [{ check: "separation-of-duties", fact: "commit-identities", reason: "a sandbox" }] },
    );
    expect(await read()).toEqual({ decision: "approved" });
  });
});

describe("whoever works on the run no more", () => {
  test("is told so instead of an answer", async () => {
    const run = await reading();
    await run.world.records.takeOver(run.runId, run.epoch + 1, "arn:execution:other", "it was stopped");
    await expect(run.read()).rejects.toMatchObject({ name: "LeaseLost" });
  });
});
