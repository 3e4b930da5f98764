import { gateState } from "../../lib/domain/gate/gate-state.ts";
import type { Gate } from "../../lib/domain/gates.ts";
import { verdictOf } from "../../lib/domain/run/verdict.ts";
import type { Plan } from "../../lib/plan/schema.ts";
import { decided } from "../fakes/facts.ts";
import { walk } from "../fakes/walk.ts";
import { testPlan, World } from "../fakes/world.ts";

const gate = "staging-sign-off";
const hourMs = 3_600_000;

/** A run that waits at staging's sign-off, with staging provisioned and validated. */
async function atSignOff(edit: (plan: Plan) => void = () => undefined, people = {}) {
  const world = new World();
  const { runId } = await world.submit(await world.change(people), testPlan(edit));
  const { epoch } = await world.records.lease();
  const work = { runId, epoch };
  world.executions.set(`arn:execution:${runId}`, { input: work, status: "RUNNING" });
  await world.tasks["open-run"]({ ...work, executionArn: `arn:execution:${runId}` });
  await world.tasks["open-gate"]({ ...work, gate: "plan-approval", taskToken: "first" });
  await world.answer("approve");
  await world.tasks["read-gate"]({ ...work, gate: "plan-approval" });
  for (const environment of ["development", "staging"] as const) {
    await world.tasks["provision-step"]({ ...work, environment, scope: "everything" });
    await world.tasks["validate-environment"]({ ...work, environment, scope: "everything" });
  }
  await world.tasks["read-gate"]({ ...work, gate });
  world.mails.length = 0;
  world.answered.length = 0;
  await world.tasks["open-gate"]({ ...work, gate, taskToken: "the token" });
  const read = () => world.tasks["read-gate"]({ ...work, gate });
  const ask = (taskToken: string) => world.tasks["open-gate"]({ ...work, gate, taskToken });
  const state = async () => gateState((await world.records.read(runId)).entries, gate);
  return { world, work, runId, read, ask, state };
}

const twoOfThree = (plan: Plan) => {
  plan.gates[gate].approvers = ["staging-approver", "change-manager", "release-manager"];
  plan.gates[gate].quorum = 2;
};

describe("a forged answer", () => {
  test("ends nothing: the gate waits on, and no second mail leaves", async () => {
    const { world, read, ask, state } = await atSignOff();
    expect(await read()).toEqual({ decision: "ask" });
    await ask("another token");
    expect(await state()).toBe("open");
    expect(world.mails).toHaveLength(1);
    await world.answer("approve");
    expect(world.answered).toEqual(["another token"]);
    expect(await read()).toEqual({ decision: "approved" });
  });

  test("that comes while somebody decides does not leave the new token unanswered", async () => {
    const { world, read, ask } = await atSignOff();
    expect(await read()).toEqual({ decision: "ask" });
    await world.answer("approve");
    await ask("another token");
    expect(await world.tasks.sweep({})).toMatchObject({ answered: 1 });
    expect(world.answered).toEqual(["the token", "another token"]);
  });

  test("a hundred times over is not asked again for ever", async () => {
    const { read } = await atSignOff();
    let times = 0;
    await expect(
      (async () => {
        for (; times < 100; times += 1) await read();
      })(),
    ).rejects.toMatchObject({ name: "UnknownAnswer" });
    expect(times).toBe(50);
  });

  test("of a decision by nobody who was asked is refused when it is read", async () => {
    const { world, work, read } = await atSignOff();
    const run = await world.records.read(work.runId);
    const opened = run.entries.findLast(({ action }) => action === "open-gate");
    if (opened?.action !== "open-gate") throw new Error("no gate");
    const { dossierDigest } = opened.detail;
    await world.records.append(run, { ...work, actor: "somebody" }, [
      decided(gate, { approver: "staging-approver", dossierDigest }),
    ]);
    await expect(read()).rejects.toThrow("is none of those who were asked");
  });
});

describe("what was shown", () => {
  test("and has moved makes the decision void, and the gate asks again with what is there now", async () => {
    const { world, runId, read, ask, state } = await atSignOff();
    const before = world.mails.at(-1)?.link ?? "";
    world.stacks.tamper("shop-staging-storage");
    await world.answer("approve");
    expect(await read()).toEqual({ decision: "ask" });
    expect(await state()).toBe("void");
    await ask("second token");
    expect((await world.show(before)).status).toBe(404);
    const { html } = await world.show(world.mails.at(-1)?.link ?? "");
    expect(html).toContain("You are asked again: staging was changed while the gate was open.");
    await world.answer("approve");
    expect(await read()).toEqual({ decision: "approved" });
    const { entries } = await world.records.read(runId);
    expect(entries.filter(({ action }) => action === "open-gate" && true)).toHaveLength(3);
  });

  test("and drifted below the stacks makes the decision void as well", async () => {
    const { world, read } = await atSignOff();
    world.stacks.drifted.add("shop-staging-storage-bucket");
    await world.answer("approve");
    expect(await read()).toEqual({ decision: "ask" });
  });

  test("and is the same again keeps the decision", async () => {
    const { world, read } = await atSignOff();
    world.stacks.drifted.add("shop-staging-storage-bucket");
    await world.answer("approve");
    world.stacks.drifted.clear();
    expect(await read()).toEqual({ decision: "approved" });
  });

  test("of production may run over what stood there, and over nothing else", async () => {
    const world = new World();
    const { runId } = await world.submit(await world.change());
    const { epoch } = await world.records.lease();
    await walk(
      world,
      { runId, epoch },
      () => "approve",
      (state) => {
        if (state === "6.2 Provision production, ingress closed")
          world.stacks.plant("shop-production-storage", '{"somebody":"else"}');
      },
    );
    const { entries } = await world.records.read(runId);
    expect(verdictOf(entries)).toBe("ROLLED_BACK");
    expect(JSON.stringify(entries)).toContain("storage was changed by somebody else since it was shown");
  });

  test("of production bounds what the change set may do: one that turns out to replace is not executed", async () => {
    const world = new World();
    const changed = async (title: string) => {
      const templateOf = () =>
        JSON.stringify({ Resources: { Bucket: { Type: "AWS::S3::Bucket", Properties: { title } } } });
      const attempt = (await world.records.claims()).length + 1;
      const { runId } = await world.submit(await world.change({ attempt, templateOf }));
      const { epoch } = await world.records.lease();
      await walk(world, { runId, epoch }, () => "approve");
      return (await world.records.read(runId)).entries;
    };
    expect(verdictOf(await changed("one"))).toBe("SUCCEEDED");
    const observe = world.stacks.observe.bind(world.stacks);
    world.stacks.observe = async (...asked) => {
      const seen = await observe(...asked);
      if (seen.changeSet === null || !asked[0].includes("production")) return seen;
      const changes = seen.changeSet.changes.map((change) => ({ ...change, replacement: "True" as const }));
      return { ...seen, changeSet: { ...seen.changeSet, changes } };
    };
    world.stacks.calls.length = 0;
    const entries = await changed("two");
    expect(verdictOf(entries)).toBe("ROLLED_BACK");
    expect(JSON.stringify(entries)).toContain(
      "goes beyond what was approved: Bucket (AWS::S3::Bucket) would be replaced, which nobody approved",
    );
    expect(world.stacks.calls.filter((call) => call.startsWith("update shop-production"))).toEqual([]);
  });
});

describe("a quorum", () => {
  const linkTo = (world: World, approver: string) =>
    world.mails.findLast((mail) => mail.approver === approver)?.link ?? "";

  test("counts people: two yeses of one person are one", async () => {
    const { world, read } = await atSignOff(twoOfThree);
    const first = linkTo(world, "staging-approver");
    await world.post(first, await world.show(first), "approve");
    world.nowMs += 37 * hourMs;
    await world.tasks.sweep({});
    const second = linkTo(world, "staging-approver");
    expect(second).toBe(first);
    expect((await world.show(first)).status).toBe(404);
    expect(await read()).toEqual({ decision: "ask" });
    const other = linkTo(world, "change-manager");
    await world.post(other, await world.show(other), "approve");
    expect(await read()).toEqual({ decision: "approved" });
  });

  test("shows each who has said yes, and one no ends it", async () => {
    const { world, read } = await atSignOff(twoOfThree);
    const first = linkTo(world, "staging-approver");
    await world.post(first, await world.show(first), "approve");
    const other = linkTo(world, "change-manager");
    const shown = await world.show(other);
    expect(shown.html).toContain("staging-approver said yes already");
    await world.post(other, shown, "reject");
    expect(await read()).toEqual({ decision: "rejected" });
    const late = linkTo(world, "release-manager");
    expect((await world.show(late)).status).toBe(404);
  });
});

describe("people who wait too long", () => {
  const mailsTo = (world: World) => world.mails.map(({ approver }) => approver);

  test("are reminded once after half the time, by a fresh link that works", async () => {
    const { world } = await atSignOff();
    world.nowMs += 37 * hourMs;
    expect(await world.tasks.sweep({})).toMatchObject({ told: 1 });
    expect(await world.tasks.sweep({})).toMatchObject({ told: 0 });
    expect(world.mails.at(-1)?.subject).toContain("3/4".replace("3", "2"));
    expect(world.mails.at(-1)?.subject).toContain("; reminder:");
    expect((await world.answer("approve")).status).toBe(200);
  });

  test("are told on to somebody else after three quarters of it, who gets no link", async () => {
    const { world } = await atSignOff();
    world.nowMs += 55 * hourMs;
    expect(await world.tasks.sweep({})).toMatchObject({ told: 2 });
    expect(await world.tasks.sweep({})).toMatchObject({ told: 0 });
    expect(mailsTo(world)).toEqual(["staging-approver", "staging-approver", "platform-owner"]);
    expect(world.mails.at(-1)?.text).toContain("This waits for staging-approver");
    expect(world.mails.at(-1)?.text).not.toContain("/approvals/");
  });

  test("have said no when the time is over, and their links are dead", async () => {
    const { world, read } = await atSignOff();
    const link = world.mails.at(-1)?.link ?? "";
    const shown = await world.show(link);
    world.nowMs += 72 * hourMs - 1;
    expect((await world.show(link)).status).toBe(200);
    world.nowMs += 1;
    expect((await world.show(link)).status).toBe(404);
    expect((await world.post(link, shown, "approve")).status).toBe(404);
    expect(await read()).toEqual({ decision: "expired" });
  });

  test("get the mail that was not accepted when it is tried again", async () => {
    const { world, work } = await atSignOff(twoOfThree);
    const item = await world.records.gate(work.runId, gate);
    if (item === null) throw new Error("no gate");
    await world.records.progress(item, { delivered: ["staging-approver", "change-manager"] }, []);
    world.mails.length = 0;
    world.nowMs += 3 * 60_000;
    expect(await world.tasks.sweep({})).toMatchObject({ told: 1, undelivered: 0 });
    expect(mailsTo(world)).toEqual(["release-manager"]);
  });
});

describe("after somebody took the run over", () => {
  test("a decision that is still on its way is too late", async () => {
    const { world, work } = await atSignOff();
    const link = world.mails.at(-1)?.link ?? "";
    const shown = await world.show(link);
    await world.records.takeOver(work.runId, work.epoch + 1, "arn:execution:other", "it was stopped");
    expect((await world.post(link, shown, "approve")).status).toBe(404);
  });
});

describe("a plan or change whose gates nobody could answer is refused before anything happens", () => {
  const refusalOf = async (world: World, change = {}, edit: (plan: Plan) => void = () => undefined) => {
    const { runId } = await world.submit(await world.change(change), testPlan(edit));
    const { epoch } = await world.records.lease();
    await world.tasks["open-run"]({ runId, epoch, executionArn: `arn:execution:${runId}` });
    const { entries } = await world.records.read(runId);
    const refused = entries.find(({ action }) => action === "refuse-run");
    return refused?.action === "refuse-run" ? refused.detail.reason : null;
  };
  const everyGate = (edit: (gate: Plan["gates"][Gate]) => void) => (plan: Plan) => {
    for (const one of Object.values(plan.gates)) edit(one);
  };

  test("because it names its own Platform Owner", async () => {
    const reason = await refusalOf(new World(), {}, (plan) => {
      plan.gates["plan-approval"].approvers = ["release-manager"];
    });
    expect(reason).toContain("this installation's Platform Owner is platform-owner");
  });

  test("because it names a stranger", async () => {
    const reason = await refusalOf(new World(), {}, (plan) => {
      plan.gates[gate].approvers = ["mallory"];
    });
    expect(reason).toContain("names mallory, who is not in the approver directory");
  });

  test("because an approver never confirmed that mails arrive", async () => {
    const world = new World();
    world.subscriptions.subscriptionsOf = async ({ id, address }) => [
      {
        through: `e-mail to ${address}`,
        problem: id === "change-manager" ? "nobody has confirmed it" : null,
      },
    ];
    expect(await refusalOf(world)).toContain(
      "change-manager (e-mail to change-manager@example.com: nobody has",
    );
  });

  test("because a gate asks for a sign-in and the directory knows none", async () => {
    expect(
      await refusalOf(
        new World(),
        {},
        everyGate((one) => {
          one.identity = "oidc";
        }),
      ),
    ).toContain("asks for a sign-in");
  });

  test("because the directory does not know whose commits they are", async () => {
    const world = new World({ committers: [] });
    expect(await refusalOf(world)).toContain("does not know whose commits those of dora@example.com are");
  });

  test("unless the installation waives that, by name and with its reason", async () => {
    const waivers = [{ check: "separation-of-duties", fact: "commit-identities", reason: "a sandbox" }];
    expect(await refusalOf(new World({ committers: [], waivers }))).toBeNull();
  });

  test("because whoever would decide had a hand in it, even two runs ago", async () => {
    const author = { name: "Sue", address: "Staging-Approver+git@example.com" };
    expect(await refusalOf(new World(), { author })).toContain("only 0 of them had no hand in the change");
  });

  test("because its contributors are counted from a commit that never ran here", async () => {
    const since = "f".repeat(40);
    const reason = await refusalOf(new World(), {
      edit: (change: object) => ({ ...change, contributors: { since, people: [] } }),
    });
    expect(reason).toContain(`counted since ${since}`);
  });
});
