import { isFact } from "../../lib/domain/records/facts.ts";
import { runClosedSchema } from "../../lib/domain/run/run-closed.ts";
import { verdicts } from "../../lib/domain/run/verdict.ts";
import { runClosedMail } from "../../lib/mails/run-closed.ts";
import { typedFor } from "../../lib/settings/typed.ts";
import { printFigure } from "../fixtures/print-figure.ts";
import { approverOf } from "../simulator/browser.ts";
import type { Shape } from "../simulator/changes.ts";
import { failing, finish, install, read, rejectAt, sweep, take, takeUntil } from "../simulator/runs.ts";
import type { World } from "../simulator/world.ts";

/** A committer whom the directory knows: a manager who may not decide on this change. */
const author = { name: "Stella", address: "staging-approver@example.com" };
const stranger = { name: "Dora", address: "dora@example.com" };

/** An installation whose bus reaches the sweep, as it is deployed; nothing else starts it. */
function connected(): World {
  const world = install();
  world.events.deliveriesOf = ({ source }) => (source === "aws.states" ? [] : [20]);
  return world;
}

/** How each verdict comes about. */
const ways: Readonly<
  Record<Exclude<(typeof verdicts)[number], "REFUSED">, (world: World) => Promise<string>>
> = {
  SUCCEEDED: async (world) => (await take(world)).runId,
  REJECTED: async (world) => {
    rejectAt(world, "production-release");
    return (await take(world)).runId;
  },
  ROLLED_BACK: async (world) => (await take(world, failing("staging", "compute"))).runId,
  ABORTED: async (world) => {
    const runId = await takeUntil(world, "5.2 Provision staging");
    await sweep(world);
    return runId;
  },
  QUARANTINED: async (world) => {
    world.cloudFormation.leftBehind.add(`${world.application}-development-network Bucket`);
    return (await take(world, failing("development", "compute"))).runId;
  },
};

/** The mails about the end of a run, by who got them, with how long after the seal they came. */
async function endMails(world: World, runId: string) {
  await world.time.passUntil(() => false, world.time.nowMs() + 60_000);
  const { entries } = await read(world, runId);
  const mails = world.people.mails.filter(
    ({ subject, text }) => subject.endsWith(` - ${runId}`) && text.includes("interlock report"),
  );
  return { entries, mails, to: mails.map(({ topicArn }) => approverOf(topicArn)) };
}

describe("everyone concerned hears how a run ended", () => {
  test.each(Object.entries(ways))(
    "within a minute if it is %s, with the reason in the first line",
    async (verdict, way) => {
      const world = connected();
      const runId = await way(world);
      const { entries, mails, to } = await endMails(world, runId);
      const asked = entries.filter(isFact("open-gate", "outcome")).flatMap(({ detail }) => detail.approvers);

      expect([...to].sort()).toEqual([...new Set(["operators", "platform-owner", ...asked])].sort());
      const [mail] = mails;
      expect(mail?.text.split("\n")[0]).toMatch(/^[A-Z][a-z ]+: .+\.$/);
      const [said] = world.said.filter((event) => event["detail-type"] === "Run Closed");
      expect(runClosedSchema.parse(said?.detail)).toMatchObject({ run: runId, verdict });
      printFigure(`${verdict}: ${to.length} of ${to.length} told within a minute`);
    },
  );

  test("once, however often the sweep looks", async () => {
    const world = connected();
    const runId = await ways.SUCCEEDED(world);
    await sweep(world);
    await sweep(world);
    const { to } = await endMails(world, runId);
    expect(new Set(to).size).toBe(to.length);
    expect(world.said).toHaveLength(1);
  });

  test("also a committer whom the directory knows; one whom it does not know is named", async () => {
    const world = connected();
    const shape: Shape = {
      author: stranger,
      edit: (change) => ({ ...change, contributors: { ...change.contributors, people: [stranger, author] } }),
      ...failing("development", "compute"),
    };
    const { runId } = await take(world, shape);
    const { to } = await endMails(world, runId);
    expect(to).toContain("staging-approver");
    const { entries } = await read(world, "control-plane");
    const [note] = entries
      .filter(isFact("note", "observation"))
      .filter(({ detail }) => detail.about === "tell-end");
    expect(note?.subject).toBe(runId);
    expect(JSON.parse(note?.detail.detail ?? "{}")).toMatchObject({
      unreached: ["Dora <dora@example.com>: not in the directory"],
    });
  });

  test("later, if SNS takes no mail at first, and is named if it never does", async () => {
    const world = connected();
    const { account } = world;
    account.faultAt = ({ operation, input }) =>
      operation === "Publish" && (input as { TopicArn: string }).TopicArn.endsWith(":operators")
        ? { kind: "refused", error: () => new Error("no") }
        : undefined;
    const runId = await ways.ROLLED_BACK(world);
    await sweep(world);
    const first = await endMails(world, runId);
    expect(first.to).not.toContain("operators");
    account.faultAt = () => undefined;
    await sweep(world);
    const second = await endMails(world, runId);
    expect(second.to.filter((name) => name === "operators")).toHaveLength(1);
    expect(new Set(second.to).size).toBe(second.to.length);
  });

  test("also if close-run died before it could say so", async () => {
    const world = connected();
    world.account.faultAt = ({ operation }) => (operation === "PutEvents" ? { kind: "dies" } : undefined);
    const runId = await ways.SUCCEEDED(world);
    world.account.faultAt = () => undefined;
    // A sweep that was killed while it told keeps the others from telling for a while.
    await world.pass(2 * 60_000);
    await sweep(world);
    await finish(world);
    const { to } = await endMails(world, runId);
    expect(to).toContain("operators");
  });
});

const typed = typedFor({ application: "shop" });
const event = {
  run: "shop-0123456789ab-1",
  application: "shop",
  because: "release-manager rejected production-release: the error rate doubled",
  commit: "0123456789abcdef",
  ingress: { state: "closed", since: "2026-11-28T17:08:52.000Z" },
  environments: { development: "validated", staging: "validated", production: "rolled-back" },
  report: "interlock report shop-0123456789ab-1",
} as const;

test.each(verdicts)("the mail about a run that is %s leads with the matter and the reason", (verdict) => {
  const mail = runClosedMail(
    { ...event, verdict },
    { subject: "feat: é\u202e", authors: ["Dora"], stillClosed: null, typed },
  );
  expect(mail.subject).toMatch(/^[\x20-\x7e]{10,99}$/);
  expect(mail.subject.endsWith(" - shop-0123456789ab-1")).toBe(true);
  expect(mail.text.split("\n")[0]).toContain(event.because);
  expect(mail.text).toContain("  npx interlock status shop-0123456789ab-1 --aws --application shop\n");
  expect(mail.text).not.toContain("\u202e");
});

test("a mail about a run that left production closed says so first, in subject and text", () => {
  const { subject, text } = runClosedMail(
    { ...event, verdict: "ROLLED_BACK" },
    {
      subject: "feat: x",
      authors: [],
      stillClosed: "production/compute does not stand as it was released",
      typed,
    },
  );
  expect(subject).toMatch(/^PRODUCTION IS CLOSED\. Failed and rolled back: feat: x - /);
  expect(text).toContain(
    "PRODUCTION IS CLOSED TO THE PUBLIC since Sat 28 Nov 2026, 17:08 UTC, because production/compute",
  );
});
