import { expireGates } from "../../../functions/sweep/expire-gates.ts";
import { recoverRun } from "../../../functions/sweep/recover-run.ts";
import { startWaiting } from "../../../functions/sweep/start-waiting.ts";
import { sweep } from "../../../functions/sweep/sweep.ts";
import { tellOperators } from "../../../functions/sweep/tell-operators.ts";
import type { Gate } from "../../../lib/domain/gates.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import type { GateItem, Lease, Quarantine } from "../../../lib/ports/records/port.ts";
import { intended, opened, proved, rollbackBegun, someDigest } from "../../fakes/facts.ts";
import { World } from "../../fakes/world.ts";

const runId = "shop-0123456789ab-1";
/** The lease that nobody has. */
const freeLease = () => new World().records.lease();
const stop = { atMs: 0, by: "an operator", reason: "the network is down", agreed: [] };

/** A run with the lease that did what its facts say; what is done to its executions is written down in order. */
async function running(facts: readonly Fact[] = []) {
  const world = new World();
  const { records } = world;
  await world.submit(await world.change());
  if (facts.length > 0) records.write(await records.read(runId), "a task", facts);
  const done: string[] = [];
  const takeOver = records.takeOver.bind(records);
  records.takeOver = (of, epoch, executionArn, cause) => {
    done.push(`take over ${of} in epoch ${epoch} for ${executionArn}: ${cause}`);
    return takeOver(of, epoch, executionArn, cause);
  };
  world.children.stop = async (of, epochs, cause) => {
    done.push(`stop children of ${of} in ${epochs.join(", ")}: ${cause}`);
  };
  const start = world.executionsPort.start;
  world.executionsPort.start = (name, input) => {
    done.push(`start ${name} in epoch ${input.epoch}`);
    return start(name, input);
  };
  const recover = async (lease: Partial<Lease> = {}) =>
    recoverRun(world.ports, { ...(await records.lease()), ...lease });
  const execution = world.executions.get(`arn:execution:${runId}`);
  const end = (status: "SUCCEEDED" | "FAILED" | "ABORTED") => {
    if (execution !== undefined) execution.status = status;
  };
  return { world, records, done, recover, end };
}

/** A gate that is open at the world's time, and expires an hour later. */
async function gateOf({ records, nowMs }: World, gate: Gate, more: Partial<GateItem> = {}) {
  const item: GateItem = {
    runId,
    gate,
    state: "open",
    epoch: 1,
    sealedToken: "sealed",
    dossierDigest: someDigest,
    approvers: ["change-manager"],
    quorum: 1,
    identity: "mailbox",
    approvedBy: [],
    openedAtMs: nowMs,
    expiresAtMs: nowMs + 3_600_000,
    remindAtMs: nowMs + 1_800_000,
    escalation: null,
    delivered: ["change-manager"],
    reminded: false,
    escalated: false,
    answered: false,
    ...more,
  };
  const work = { runId, epoch: 1, actor: "open-gate" };
  await records.openGate(await records.read(runId), work, item, []);
}

describe("a run whose execution is dead", () => {
  test.each([
    ["SUCCEEDED", "its execution ended, and left the run open"],
    ["FAILED", "its execution failed where no catch branch sees it"],
    ["ABORTED", "its execution was stopped from outside"],
  ] as const)(
    "because it %s is taken over, loses its children, and is started again, in this order",
    async (status, cause) => {
      const { done, recover, end } = await running([opened()]);
      end(status);

      expect(await recover()).toEqual({ recovered: [runId] });
      expect(done).toEqual([
        `take over ${runId} in epoch 2 for arn:execution:${runId}-recovery-2: ${cause}`,
        `stop children of ${runId} in 1: ${cause}`,
        `start ${runId}-recovery-2 in epoch 2`,
      ]);
    },
  );

  test.each<[string, Partial<Lease>, string]>([
    [
      "that is forgotten",
      { executionArn: "arn:execution:forgotten" },
      "its execution was never started, or is forgotten",
    ],
    ["that was never named", { executionArn: null }, "its execution was never started, or is forgotten"],
  ])("as one %s is taken over", async (_what, lease, cause) => {
    const { done, recover } = await running([opened()]);
    await recover(lease);

    expect(done[0]).toContain(cause);
  });

  test("loses the children of every epoch since it was opened", async () => {
    const { records, done, recover } = await running([opened({ epoch: 1 })]);
    await records.takeOver(runId, 2, "arn:execution:second", "it failed");
    await records.takeOver(runId, 3, "arn:execution:third", "it failed");
    await recover();

    expect(done).toContain(
      `stop children of ${runId} in 1, 2, 3: its execution was never started, or is forgotten`,
    );
  });

  test("loses those of its own epoch when it died before its first entry", async () => {
    const { done, recover, end } = await running();
    end("FAILED");
    await recover();

    expect(done[1]).toContain(`stop children of ${runId} in 1: `);
  });
});

describe("a run that was claimed and never started", () => {
  test.each<[string, Partial<Lease>]>([
    ["is started as it was to be", {}],
    ["is started also when its lease names no execution", { executionArn: null }],
  ])("%s", async (_what, lease) => {
    const { world, done, recover } = await running();
    world.executions.clear();

    expect(await recover(lease)).toEqual({ recovered: [runId] });
    expect(done).toEqual([`start ${runId} in epoch 1`]);
  });

  test("has no execution to ask about when its lease names none", async () => {
    const { world, recover } = await running();
    world.executionsPort.status = async (executionArn) => {
      throw new Error(`asked about ${executionArn}`);
    };

    expect(await recover({ executionArn: null })).toEqual({ recovered: [runId] });
  });

  test("is taken over when it has an entry", async () => {
    const { world, done, recover } = await running([opened()]);
    world.executions.clear();
    await recover();

    expect(done.at(-1)).toBe(`start ${runId}-recovery-2 in epoch 2`);
  });

  test("is taken over when its second execution was not started", async () => {
    const { records, done, recover, end } = await running();
    end("FAILED");
    await records.takeOver(runId, 2, `arn:execution:${runId}-recovery-2`, "it failed");
    await recover();

    expect(done.at(-1)).toBe(`start ${runId}-recovery-3 in epoch 3`);
  });
});

describe("nothing is recovered", () => {
  test("while the execution runs", async () => {
    const { done, recover } = await running([opened()]);

    expect(await recover()).toEqual({});
    expect(done).toEqual([]);
  });

  test("while nobody has the lease", async () => {
    const { done, recover, end } = await running([opened()]);
    end("FAILED");

    expect(await recover({ runId: null })).toEqual({});
    expect(done).toEqual([]);
  });

  test("while all work is stopped", async () => {
    const { done, recover, end } = await running([opened()]);
    end("FAILED");

    expect(await recover({ stopped: stop })).toEqual({});
    expect(done).toEqual([]);
  });
});

describe("an open gate", () => {
  test.each([
    ["is a no when its time is over", 3_600_000, 1, "expired"],
    ["waits until then", 3_599_999, 0, "open"],
  ])("%s", async (_what, laterMs, expired, state) => {
    const { world, records } = await running();
    await gateOf(world, "change-record");
    world.nowMs += laterMs;

    expect(await expireGates(world.ports, await records.lease())).toEqual({ expired });
    expect((await records.gate(runId, "change-record"))?.state).toBe(state);
  });

  test("is a no once, whatever becomes of the others", async () => {
    const { world, records } = await running();
    await gateOf(world, "change-record");
    await gateOf(world, "staging-sign-off", { state: "approved" });
    await gateOf(world, "plan-approval");
    world.nowMs += 3_600_000;
    const lease = await records.lease();

    expect(await expireGates(world.ports, lease)).toEqual({ expired: 2 });
    expect(await expireGates(world.ports, lease)).toEqual({ expired: 0 });
    expect((await records.gate(runId, "staging-sign-off"))?.state).toBe("approved");
    expect((await records.read(runId)).entries.at(-1)?.detail).toMatchObject({ expiredAtMs: world.nowMs });
  });

  test("that somebody decided in between is not counted", async () => {
    const { world, records } = await running();
    await gateOf(world, "change-record");
    world.nowMs += 3_600_000;
    records.expire = async () => false;

    expect(await expireGates(world.ports, await records.lease())).toEqual({ expired: 0 });
  });

  test("is looked for only while a run has the lease", async () => {
    const { world } = await running();

    expect(await expireGates(world.ports, await freeLease())).toEqual({});
  });
});

describe("a change that waits", () => {
  /** A second change waits; the first run freed its lease, and died before it started it. */
  const waiting = async () => {
    const { world, records, done } = await running();
    await world.submit(await world.change({ attempt: 2 }));
    await records.release({ runId, epoch: 1 }, "seal", null);
    return { world, records, done };
  };

  test("is started when nobody has the lease", async () => {
    const { world, records, done } = await waiting();
    const next = "shop-0123456789ab-2";

    expect(await startWaiting(world.ports, await records.lease())).toEqual({ started: [next] });
    expect(done).toEqual([`start ${next} in epoch 2`]);
  });

  test.each<[string, Partial<Lease>]>([
    ["while somebody has it", { runId }],
    ["while all work is stopped", { stopped: stop }],
  ])("is not started %s", async (_what, lease) => {
    const { world, done } = await waiting();

    expect(await startWaiting(world.ports, { ...(await freeLease()), ...lease })).toEqual({});
    expect(done).toEqual([]);
  });

  test("is none when nobody waits", async () => {
    const world = new World();

    expect(await startWaiting(world.ports, await freeLease())).toEqual({});
  });
});

describe("the operators are told of a quarantine", () => {
  const quarantine: Omit<Quarantine, "runId"> = {
    environment: "staging",
    sinceMs: Date.parse("2026-11-24T08:00:00Z"),
    told: false,
  };
  const quarantined = async (facts: readonly Fact[], ...runIds: readonly string[]) => {
    const { world, records } = await running(facts);
    const open = new Map(runIds.map((of) => [of, { ...quarantine, runId: of }]));
    records.quarantines = async () => [...open.values()];
    records.markTold = async (one) => {
      open.set(one.runId, { ...one, told: true });
    };
    return world;
  };
  const residual = [{ type: "AWS::S3::Bucket", id: "shop-staging-reports", state: "present" as const }];
  const facts = [
    intended("staging/network"),
    rollbackBegun("staging"),
    proved("staging", { proved: false, residual }),
  ];

  test("by what is left, since when, and how to look at it and end it", async () => {
    const world = await quarantined(facts, runId);

    expect(await tellOperators(world.ports, await freeLease())).toEqual({ toldOperators: 1 });
    const [mail] = world.mails;
    expect(mail).toMatchObject({
      approver: "platform-owner",
      subject: `Interlock: QUARANTINED staging, run ${runId}`,
    });
    for (const line of [
      `The rollback of staging by the run ${runId} was not proved.`,
      "Since Tue, 24 Nov 2026 08:00:00 GMT. No new run begins until somebody has looked.",
      "  AWS::S3::Bucket shop-staging-reports is still there",
      `  interlock quarantine resolve ${runId} --reason "what you found and did"`,
    ])
      expect(mail?.text.split("\n")).toContain(line);
    expect(mail?.text).toMatch(/Look at it:\n {2}aws s3api .*shop-staging-reports.*\n {2}interlock status /);
  });

  test("also when nothing is named, and then says so", async () => {
    const world = await quarantined([], runId);
    await tellOperators(world.ports, await freeLease());

    expect(world.mails[0]?.text).toContain("What is left, or could not be told:\n  nothing is named\n");
  });

  test("each line by itself when several things are left", async () => {
    const more = [...residual, { type: "AWS::EC2::NatGateway", id: "nat-1", state: "going" as const }];
    const world = await quarantined(
      [intended("staging/network"), proved("staging", { proved: false, residual: more })],
      runId,
    );
    await tellOperators(world.ports, await freeLease());

    expect(world.mails[0]?.text).toContain(
      "\n  AWS::S3::Bucket shop-staging-reports is still there\n  AWS::EC2::NatGateway nat-1 is still on its way out\n",
    );
  });

  test("once, and of each", async () => {
    const world = await quarantined(facts, runId, "shop-old-1");

    expect(await tellOperators(world.ports, await freeLease())).toEqual({ toldOperators: 2 });
    expect(await tellOperators(world.ports, await freeLease())).toEqual({ toldOperators: 0 });
    expect(world.mails.map(({ subject }) => subject)).toEqual([
      `Interlock: QUARANTINED staging, run ${runId}`,
      "Interlock: QUARANTINED staging, run shop-old-1",
    ]);
  });

  test("again as long as no mail about it was accepted", async () => {
    const world = await quarantined(facts, runId);
    const { send } = world.notices;
    world.notices.send = async () => {
      throw new Error("refused");
    };
    await expect(tellOperators(world.ports, await freeLease())).rejects.toThrow("refused");
    world.notices.send = send;

    expect(await tellOperators(world.ports, await freeLease())).toEqual({ toldOperators: 1 });
  });

  test("under a subject that a mail can have, however long the run's name", async () => {
    const world = await quarantined([], "r".repeat(100));
    await tellOperators(world.ports, await freeLease());

    expect(world.mails[0]?.subject).toHaveLength(100);
  });
});

describe("one sweep", () => {
  test("has nothing to tell when there is nothing to do", async () => {
    expect(await sweep(new World().ports)({})).toEqual({
      recovered: [],
      answered: 0,
      expired: 0,
      told: 0,
      undelivered: 0,
      toldOperators: 0,
      started: [],
    });
  });

  test("expires a gate and delivers that to the execution that waits", async () => {
    const { world, records } = await running([opened()]);
    const sealedToken = await world.tokenSeal.seal("the token", { runId, gate: "change-record" });
    await gateOf(world, "change-record", { sealedToken });
    world.nowMs += 3_600_000;

    expect(await sweep(world.ports)({})).toMatchObject({ expired: 1, answered: 1, recovered: [] });
    expect(world.answered).toEqual(["the token"]);
    expect(await records.unanswered()).toEqual([]);
  });

  test("does the rest also when something fails, and fails by what failed first", async () => {
    const { world, records, done, end } = await running([opened()]);
    end("FAILED");
    records.gate = async () => {
      throw new Error("the table did not answer");
    };
    records.quarantines = async () => {
      throw new Error("the index did not answer");
    };

    await expect(sweep(world.ports)({})).rejects.toThrow("the table did not answer");
    expect(done.at(-1)).toBe(`start ${runId}-recovery-2 in epoch 2`);
  });
});
