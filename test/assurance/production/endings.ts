import type { Change } from "../../../lib/domain/change/manifest.ts";
import type { Entry } from "../../../lib/domain/records/entry.ts";
import { isFact } from "../../../lib/domain/records/facts.ts";
import type { Verdict } from "../../../lib/domain/run/verdict.ts";
import { approverOf } from "../../simulator/browser.ts";
import type { Shape } from "../../simulator/changes.ts";
import { begin, failing, install, read, rejectAt, sweep, take, takeUntil } from "../../simulator/runs.ts";
import type { World } from "../../simulator/world.ts";

/** A committer whom the directory knows: a manager who may not decide on this change. */
export const known = { name: "Stella", address: "staging-approver@example.com" };
/** A committer whom the directory does not know. */
export const stranger = { name: "Dora", address: "dora@example.com" };

/** A change by both of them. */
export const byBoth: Shape = {
  author: stranger,
  edit: (change) => ({ ...change, contributors: { ...change.contributors, people: [stranger, known] } }),
};

/** An installation whose bus reaches the sweep, as it is deployed; nothing else starts it. */
export function connected(): World {
  const world = install();
  world.events.deliveriesOf = ({ source }) => (source === "aws.states" ? [] : [20]);
  return world;
}

/** A change that lacks parts which the plan requires. */
const lacking = (change: Change): Change => ({
  ...change,
  environments: { ...change.environments, staging: change.environments.staging.slice(0, 4) },
});

/** How each verdict comes about. Returns the run. */
export const ways: Readonly<Record<Verdict, (world: World, shape?: Shape) => Promise<string>>> = {
  SUCCEEDED: async (world, shape) => (await take(world, shape)).runId,
  REFUSED: async (world, { edit = (change: Change) => change, ...shape } = {}) =>
    (await take(world, { ...shape, edit: (change) => lacking(edit(change)) })).runId,
  REJECTED: async (world, shape) => {
    rejectAt(world, "production-release");
    return (await take(world, shape)).runId;
  },
  ROLLED_BACK: async (world, shape) =>
    (await take(world, { ...shape, ...failing("staging", "compute") })).runId,
  ABORTED: async (world, shape) => {
    const runId = await takeUntil(world, "5.2 Provision staging", shape);
    await sweep(world);
    return runId;
  },
  QUARANTINED: async (world, shape) => {
    world.cloudFormation.leftBehind.add(`${world.application}-development-network Bucket`);
    return (await take(world, { ...shape, ...failing("development", "compute") })).runId;
  },
};

/** Ways in which a change ends, or waits, without a run. Each returns the change's id. */
export const withoutRun: Readonly<Record<string, (world: World) => Promise<string>>> = {
  SUPERSEDED: async (world) => {
    await begin(world);
    const { runId } = await begin(world, { attempt: 2, ...byBoth });
    await begin(world, { attempt: 3 });
    return runId;
  },
  "held by a quarantine": async (world) => {
    await ways.QUARANTINED(world);
    return (await begin(world, { commit: 2, ...byBoth })).runId;
  },
};

const minuteMs = 60_000;

/** The mails about the end of a run that left within a minute, and by who got them. */
export async function endMails(world: World, runId: string) {
  await world.time.passUntil(() => false, world.time.nowMs() + minuteMs);
  const { entries } = await read(world, runId);
  const mails = world.people.mails.filter(
    ({ subject, text }) => subject.endsWith(` - ${runId}`) && text.includes("interlock report"),
  );
  return { entries, mails, to: mails.map(({ topicArn }) => approverOf(topicArn)) };
}

/** When mails leave, from now on, by who gets them; asked for a run by its id in the subject. */
export function watchMails(world: World): (runId: string) => ReadonlyMap<string, number> {
  const left: {
    readonly to: string;
    readonly subject: string;
    readonly text: string;
    readonly atMs: number;
  }[] = [];
  const { deliver } = world.sns;
  world.sns.deliver = (message) => {
    left.push({ ...message, to: approverOf(message.topicArn), atMs: world.time.nowMs() });
    deliver(message);
  };
  return (runId) =>
    new Map(
      left
        .filter(({ subject, text }) => subject.endsWith(runId) && !text.includes("/approvals/"))
        .map(({ to, atMs }) => [to, atMs]),
    );
}

/** The people who have to hear of the end of a run: operators, owner, who was asked, and who of the change is in the directory. */
export const concerned = (entries: readonly Entry[], people: readonly string[]): readonly string[] => {
  const asked = entries.filter(isFact("open-gate", "outcome")).flatMap(({ detail }) => detail.approvers);
  return [...new Set(["operators", "platform-owner", ...people, ...asked])];
};

/** Whom the records name as not reached after this end. */
export async function namedAsUnreached(world: World, runId: string): Promise<readonly string[]> {
  const { entries } = await read(world, "control-plane");
  return entries
    .filter(isFact("note", "observation"))
    .filter(({ subject, detail }) => subject === runId && detail.about === "tell-end")
    .flatMap(
      ({ detail }) => (JSON.parse(detail.detail) as { readonly unreached: readonly string[] }).unreached,
    );
}
