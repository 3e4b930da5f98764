import { isFact } from "../../lib/domain/records/facts.ts";
import { runClosedSchema } from "../../lib/domain/run/run-closed.ts";
import { verdicts } from "../../lib/domain/run/verdict.ts";
import { runClosedMail } from "../../lib/mails/run-closed.ts";
import { typedFor } from "../../lib/settings/typed.ts";
import { byBoth, connected, endMails, namedAsUnreached, ways } from "../assurance/production/endings.ts";
import { failing, finish, sweep, take } from "../simulator/runs.ts";

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
    const { runId } = await take(world, { ...byBoth, ...failing("development", "compute") });
    const { to } = await endMails(world, runId);
    expect(to).toContain("staging-approver");
    expect(await namedAsUnreached(world, runId)).toEqual(["Dora <dora@example.com>: not in the directory"]);
  });

  test("later, if SNS takes no mail at first", async () => {
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
