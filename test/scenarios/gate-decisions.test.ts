import { gateState } from "../../lib/domain/gate/gate-state.ts";
import type { Gate } from "../../lib/domain/gates.ts";
import type { Plan } from "../../lib/plan/schema.ts";
import { decided } from "../fixtures/sample-facts.ts";
import { approverOf, decideThrough, linksIn, post, show } from "../simulator/browser.ts";
import type { Shape } from "../simulator/changes.ts";
import { whenEntering } from "../simulator/execution-hooks.ts";
import {
  application,
  begin,
  changeByHand,
  effectsFromNow,
  finish,
  install,
  nobodyAnswers,
  openByHand,
  planWith,
  read,
  take,
} from "../simulator/runs.ts";
import type { World } from "../simulator/world.ts";

const gate = "staging-sign-off";
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A run whose tasks a test invokes, and which asks for staging's sign-off: staging is provisioned and validated. */
async function atSignOff(edit: (plan: Plan) => void = () => undefined, shape: Shape = {}) {
  const world = install();
  nobodyAnswers(world);
  const work = await openByHand(world, shape, planWith(edit));
  await world.call("open-gate", { ...work, gate: "plan-approval", taskToken: "first" });
  await decideThrough(world, linksIn(world).at(-1)?.link ?? "", "approve");
  await world.call("read-gate", { ...work, gate: "plan-approval" });
  for (const environment of ["development", "staging"] as const) {
    const everything = { ...work, environment, scope: "everything" } as const;
    while ((await world.call("provision-step", everything)).outcome === "waiting");
    while ((await world.call("validate-environment", everything)).outcome === "waiting");
  }
  await world.call("read-gate", { ...work, gate });
  world.people.mails.length = 0;
  const answered = tokensAnswered(world);
  await world.call("open-gate", { ...work, gate, taskToken: "the token" });
  const readGate = () => world.call("read-gate", { ...work, gate });
  const ask = (taskToken: string) => world.call("open-gate", { ...work, gate, taskToken });
  const state = async () => gateState((await read(world, work.runId)).entries, gate);
  return { world, work, answered, readGate, ask, state };
}

/** The task tokens that are answered to Step Functions from now on. */
function tokensAnswered(world: World): readonly string[] {
  const answered: string[] = [];
  world.account.watchers.push({
    acts: ({ operation, input }) => {
      if (operation === "SendTaskSuccess") answered.push((input as { taskToken: string }).taskToken);
    },
  });
  return answered;
}

const newestLink = (world: World) => linksIn(world).at(-1)?.link ?? "";
const linkTo = (world: World, person: string) =>
  linksIn(world).findLast(({ approver }) => approver === person)?.link ?? "";

/** Changes a bucket of staging's storage by hand. @returns a function that restores it. */
function changeBucket({ cloudFormation: { resources } }: World): () => void {
  const bucket = [...resources.values()].find(
    ({ stackName, logicalId }) => stackName === `${application}-staging-storage` && logicalId === "Bucket",
  );
  if (bucket === undefined) throw new Error("staging has no bucket");
  resources.set(bucket.id, { ...bucket, facts: { versioned: false } });
  return () => resources.set(bucket.id, bucket);
}

const twoOfThree = (plan: Plan) => {
  plan.gates[gate].approvers = ["staging-approver", "change-manager", "release-manager"];
  plan.gates[gate].quorum = 2;
};

describe("a forged answer", () => {
  test("ends nothing: the gate stays open, and no second mail is sent", async () => {
    const { world, answered, readGate, ask, state } = await atSignOff();
    expect(await readGate()).toEqual({ decision: "ask" });
    await ask("another token");
    expect(await state()).toBe("open");
    expect(world.people.mails).toHaveLength(1);
    await decideThrough(world, newestLink(world), "approve");
    expect(answered).toEqual(["another token"]);
    expect(await readGate()).toEqual({ decision: "approved" });
  });

  test("that arrives while an approver decides does not leave the new token unanswered", async () => {
    const { world, answered, readGate, ask } = await atSignOff();
    expect(await readGate()).toEqual({ decision: "ask" });
    await decideThrough(world, newestLink(world), "approve");
    await ask("another token");
    expect(await world.call("sweep", {})).toMatchObject({ answered: 1 });
    expect(answered).toEqual(["the token", "another token"]);
  });

  test("that is repeated a hundred times does not make the run ask for ever", async () => {
    const { readGate } = await atSignOff();
    let times = 0;
    await expect(
      (async () => {
        for (; times < 100; times += 1) await readGate();
      })(),
    ).rejects.toMatchObject({ name: "UnknownAnswer" });
    expect(times).toBe(50);
  });

  test("with a decision by a person who was not asked is refused when the gate is read", async () => {
    const { world, work, readGate } = await atSignOff();
    const run = await read(world, work.runId);
    const opened = run.entries.findLast(({ action }) => action === "open-gate");
    if (opened?.action !== "open-gate") throw new Error("no gate");
    const { dossierDigest } = opened.detail;
    const forged = decided(gate, { approver: "staging-approver", dossierDigest });
    await world.ask(({ records }) => records.append(run, { ...work, actor: "somebody" }, [forged]));
    await expect(readGate()).rejects.toThrow("was not asked");
  });
});

describe("what was shown", () => {
  test("voids the decision if it has changed since, and the gate asks again with the current state", async () => {
    const { world, work, readGate, ask, state } = await atSignOff();
    const before = newestLink(world);
    changeByHand(world, "staging", "storage");
    await decideThrough(world, before, "approve");
    expect(await readGate()).toEqual({ decision: "ask" });
    expect(await state()).toBe("void");
    await ask("second token");
    expect((await show(world, before)).status).toBe(404);
    const { html } = await show(world, newestLink(world));
    expect(html).toContain("You are asked again: staging was changed while the gate was open.");
    await decideThrough(world, newestLink(world), "approve");
    expect(await readGate()).toEqual({ decision: "approved" });
    const { entries } = await read(world, work.runId);
    expect(entries.filter(({ action }) => action === "open-gate")).toHaveLength(3);
  });

  test("makes the decision void if a resource has changed below its stack", async () => {
    const { world, readGate } = await atSignOff();
    changeBucket(world);
    await decideThrough(world, newestLink(world), "approve");
    expect(await readGate()).toEqual({ decision: "ask" });
  });

  test("keeps the decision valid if it is the same again", async () => {
    const { world, readGate } = await atSignOff();
    const putBack = changeBucket(world);
    await decideThrough(world, newestLink(world), "approve");
    putBack();
    expect(await readGate()).toEqual({ decision: "approved" });
  });

  test("of production allows only changes of what was shown to exist", async () => {
    const world = install();
    whenEntering(world, "6.2 Provision production, ingress closed", () =>
      world.cloudFormation.place(`${application}-production-storage`, '{"Resources":{}}'),
    );
    const { entries, verdict } = await take(world);
    expect(verdict).toBe("ROLLED_BACK");
    expect(JSON.stringify(entries)).toContain("storage was changed by someone else after it was shown");
  });

  test("of production bounds the change set: one that would replace a resource is not executed", async () => {
    const world = install();
    const templateOf = (title: string) => () =>
      JSON.stringify({ Resources: { Bucket: { Type: "AWS::S3::Bucket", Properties: { title } } } });
    const first = await take(world, { templateOf: templateOf("one") });
    expect(first.verdict).toBe("SUCCEEDED");
    // CloudFormation finds out only in production that the bucket has to be replaced.
    const service = world.cloudFormation.service;
    world.account.services.set("cloudformation", {
      ...service,
      DescribeChangeSet: (request: { StackName: string }) => {
        const answer = service["DescribeChangeSet"]?.(request) as { Changes: { ResourceChange: object }[] };
        if (!request.StackName.includes("production")) return answer;
        const Changes = answer.Changes.map(({ ResourceChange }) => ({
          ResourceChange: { ...ResourceChange, Replacement: "True" },
        }));
        return { ...answer, Changes };
      },
    });
    const effects = effectsFromNow(world);
    const { entries, verdict } = await take(world, { attempt: 2, templateOf: templateOf("two") });
    expect(verdict).toBe("ROLLED_BACK");
    expect(JSON.stringify(entries)).toContain(
      "goes beyond what was approved: Bucket (AWS::S3::Bucket) would be replaced, which nobody approved",
    );
    const executed = effects.filter((effect) => /^(ExecuteChangeSet|UpdateStack) production/.test(effect));
    expect(executed).toEqual([]);
  });
});

describe("a quorum", () => {
  test("counts people: two approvals of one person are one", async () => {
    const { world, readGate } = await atSignOff(twoOfThree);
    const first = linkTo(world, "staging-approver");
    await decideThrough(world, first, "approve");
    await world.pass(37 * hourMs);
    await world.call("sweep", {});
    const second = linkTo(world, "staging-approver");
    expect(second).toBe(first);
    expect((await show(world, first)).status).toBe(404);
    expect(await readGate()).toEqual({ decision: "ask" });
    await decideThrough(world, linkTo(world, "change-manager"), "approve");
    expect(await readGate()).toEqual({ decision: "approved" });
  });

  test("shows each approver who has approved already, and one rejection ends it", async () => {
    const { world, readGate } = await atSignOff(twoOfThree);
    await decideThrough(world, linkTo(world, "staging-approver"), "approve");
    const other = linkTo(world, "change-manager");
    const shown = await show(world, other);
    expect(shown.html).toContain("staging-approver approved already");
    await post(world, other, shown, "reject");
    expect(await readGate()).toEqual({ decision: "rejected" });
    expect((await show(world, linkTo(world, "release-manager"))).status).toBe(404);
  });
});

describe("approvers who do not answer", () => {
  const mailsTo = ({ people }: World) => people.mails.map(({ topicArn }) => approverOf(topicArn));

  test("are reminded once after half the time, by a fresh link that works", async () => {
    const { world } = await atSignOff();
    await world.pass(37 * hourMs);
    expect(await world.call("sweep", {})).toMatchObject({ told: 1 });
    expect(await world.call("sweep", {})).toMatchObject({ told: 0 });
    const { subject } = world.people.mails.at(-1) ?? { subject: "" };
    expect(subject).toContain("2/4");
    expect(subject).toMatch(/^Reminder: /);
    expect((await decideThrough(world, newestLink(world), "approve")).status).toBe(200);
  });

  test("are escalated after three quarters of the time, in a mail without a link", async () => {
    const { world } = await atSignOff();
    await world.pass(55 * hourMs);
    expect(await world.call("sweep", {})).toMatchObject({ told: 2 });
    expect(await world.call("sweep", {})).toMatchObject({ told: 0 });
    expect(mailsTo(world)).toEqual(["staging-approver", "staging-approver", "platform-owner"]);
    expect(world.people.mails.at(-1)?.text).toContain("This gate waits for staging-approver");
    expect(world.people.mails.at(-1)?.text).not.toContain("/approvals/");
  });

  test("have rejected when the time is over, and their links no longer work", async () => {
    const { world, work, readGate } = await atSignOff();
    const link = newestLink(world);
    const item = await world.ask(({ records }) => records.gate(work.runId, gate));
    const expiresAtMs = item?.expiresAtMs ?? 0;
    await world.pass(expiresAtMs - world.time.nowMs() - minuteMs);
    const shown = await show(world, link);
    expect(shown.status).toBe(200);
    await world.pass(expiresAtMs - world.time.nowMs());
    expect((await show(world, link)).status).toBe(404);
    expect((await post(world, link, shown, "approve")).status).toBe(404);
    expect(await readGate()).toEqual({ decision: "expired" });
  });

  test("get a mail that was not accepted when the sweep sends it again", async () => {
    const { world, work } = await atSignOff(twoOfThree);
    await world.ask(async ({ records }) => {
      const item = await records.gate(work.runId, gate);
      if (item === null) throw new Error("no gate");
      return records.progress(item, { delivered: ["staging-approver", "change-manager"] }, []);
    });
    world.people.mails.length = 0;
    await world.pass(3 * minuteMs);
    expect(await world.call("sweep", {})).toMatchObject({ told: 1, undelivered: 0 });
    expect(mailsTo(world)).toEqual(["release-manager"]);
  });
});

describe("after another execution took the run over", () => {
  test("a decision that is still on its way is too late", async () => {
    const { world, work } = await atSignOff();
    const link = newestLink(world);
    const shown = await show(world, link);
    await world.ask(({ records }) =>
      records.takeOver(work.runId, work.epoch + 1, "arn:execution:other", "it was stopped"),
    );
    expect((await post(world, link, shown, "approve")).status).toBe(404);
  });
});

describe("a plan or change whose gates no person could answer is refused before anything happens", () => {
  const refusalOf = async (
    world: World,
    shape: Shape = {},
    edit: (plan: Plan) => void = () => undefined,
  ): Promise<string | null> => {
    nobodyAnswers(world);
    const { runId } = await begin(world, shape, planWith(edit));
    const isOpened = () => world.dynamodb.find({ pk: `RUN#${runId}`, sk: "ENTRY#HEAD" }) !== undefined;
    await world.time.passUntil(isOpened, world.time.nowMs() + hourMs);
    await world.pass(minuteMs);
    const { entries } = await read(world, runId);
    const refused = entries.find(({ action }) => action === "refuse-run");
    if (refused !== undefined) await finish(world);
    return refused?.action === "refuse-run" ? refused.detail.reason : null;
  };
  const everyGate = (edit: (gate: Plan["gates"][Gate]) => void) => (plan: Plan) => {
    for (const one of Object.values(plan.gates)) edit(one);
  };

  test("because it names its own Platform Owner", async () => {
    const reason = await refusalOf(install(), {}, (plan) => {
      plan.gates["plan-approval"].approvers = ["release-manager"];
    });
    expect(reason).toContain("this installation's Platform Owner is platform-owner");
  });

  test("because it names a stranger", async () => {
    const reason = await refusalOf(install(), {}, (plan) => {
      plan.gates[gate].approvers = ["mallory"];
    });
    expect(reason).toContain("names mallory, who is not in the approver directory");
  });

  test("because an approver never confirmed that mails arrive", async () => {
    const world = install();
    const topicArn = world.topicArns["change-manager"] ?? "";
    world.sns.subscriptions.set(topicArn, [{ endpoint: "change-manager@example.com", isConfirmed: false }]);
    expect(await refusalOf(world)).toContain(
      "change-manager (e-mail to change-manager@example.com: nobody has",
    );
  });

  test("because a gate requires a sign-in and the directory knows none", async () => {
    const reason = await refusalOf(
      install(),
      {},
      everyGate((one) => {
        one.identity = "oidc";
      }),
    );
    expect(reason).toContain("asks for a sign-in");
  });

  test("because the directory does not know the author", async () => {
    const world = install({ committers: [] });
    expect(await refusalOf(world)).toContain("does not know whose commits those of dora@example.com are");
  });

  test("unless the installation waives that, by name and with its reason", async () => {
    const waivers = [
      { check: "separation-of-duties", fact: "commit-identities", reason: "a sandbox of one person" },
    ];
    expect(await refusalOf(install({ committers: [], waivers }))).toBeNull();
  });

  test("because the approver contributed to it, even two runs ago", async () => {
    const author = { name: "Sue", address: "Staging-Approver+git@example.com" };
    expect(await refusalOf(install(), { author })).toContain("only 0 of them had no hand in the change");
  });

  test("because its contributors are counted from a commit that never ran here", async () => {
    const since = "f".repeat(40);
    const reason = await refusalOf(install(), {
      edit: (change) => ({ ...change, contributors: { since, people: [] } }),
    });
    expect(reason).toContain(`counted since ${since}`);
  });
});
