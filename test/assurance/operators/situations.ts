import type { Invitation } from "../../../lib/domain/gate/gate-item.ts";
import { invitationDigest } from "../../../lib/domain/gate/invitation.ts";
import type { Problem } from "../../../lib/mails/alarms.ts";
import { copiesOf } from "../../../lib/ports/shared/chain/second-copies.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import type { Call } from "../../simulator/account.ts";
import { linksIn } from "../../simulator/browser.ts";
import { whenEntering, withoutSweep } from "../../simulator/execution-hooks.ts";
import { unavailable } from "../../simulator/faults.ts";
import { begin, changeByHand, failing, nobodyAnswers, openByHand, take } from "../../simulator/runs.ts";
import { put } from "../../simulator/table.ts";
import type { World } from "../../simulator/world.ts";

/** What an operator finds at three in the morning. Returns what the answer to their question has to contain. */
export type Situation = (world: World) => Promise<readonly (string | RegExp)[]>;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Has the schedule fire and executions report their ends, as they do where nobody turned them off. */
function withSweep(world: World): void {
  world.events.isScheduled = true;
  world.events.deliveriesOf = () => [20];
  // The schedule also looks at the watched branch, and a repository that is gone is a fault.
  world.heads.set("interlock-reference main", null);
}

/** The newest link that was mailed. */
const linkTo = (world: World): string => linksIn(world).at(-1)?.link ?? "";

/** A run that waits at the Platform Owner's gate. */
export async function waiting(world: World): Promise<string> {
  nobodyAnswers(world);
  const { runId } = await begin(world);
  await world.time.passUntil(() => linksIn(world).length > 0, world.time.nowMs() + hourMs);
  return runId;
}

/** A run that succeeds, and a quarter of an hour in which nothing happens. */
export async function ordinary(world: World): Promise<void> {
  withSweep(world);
  await take(world);
  await world.pass(16 * minuteMs);
}

/** A production that a run closed, and that a change by hand keeps closed. */
export const closed: Situation = async (world) => {
  await take(world);
  changeByHand(world, "production", "monitoring");
  const { runId } = await take(world, {
    commit: 2,
    twists: [{ environment: "production", part: "compute", version: 2, fails: "update" }],
  });
  return [
    new RegExp(`PRODUCTION IS CLOSED TO THE PUBLIC since 2026-11-24 .*${runId}`),
    /stays closed: .*production\/monitoring/,
    /production\/compute failed: /,
  ];
};

/** A run whose rollback left something. */
export const quarantined: Situation = async (world) => {
  world.cloudFormation.leftBehind.add(`${world.application}-development-network Bucket`);
  const { runId } = await take(world, failing("development", "compute"));
  return [runId, /AWS::S3::Bucket \S+ is still there/, /aws s3api/, `quarantine resolve ${runId}`];
};

/** The emergency stop, pressed while a run is at work. */
export const stopped: Situation = async (world) => {
  await waiting(world);
  await world.call("stop-work", { by: "olga", reason: "something deletes databases" });
  await world.pass(2 * minuteMs);
  return [/WORK IS STOPPED since .*, by olga: "something deletes databases"; 0 of 2/, "resume --as PERSON"];
};

/** A run one entry of which has other bytes in its second copy. */
export const altered: Situation = async (world) => {
  const { runId } = await take(world);
  await world.call("watch-records", {});
  const copy = [...world.s3.versions.keys()].find((key) => key.startsWith(`${copiesOf(runId)}00000005-`));
  world.s3.overwrite(copy ?? "", "{}");
  await world.call("watch-records", {});
  return [runId, /copies of its records disagree: .*5/];
};

const refuseAt = (world: World, isHit: (call: Call) => boolean, error = unavailable) => {
  world.account.faultAt = (call) => (isHit(call) ? { kind: "refused", error } : undefined);
};

/** What AWS alone can measure: the account in memory has no such metric. */
export const countedByAws = ["mails-bounce", "builds-fail", "functions-are-throttled"] as const;

/** How each problem comes about, by its causes if there are several, and what the command of its alarm has to show of it. */
export const troubles = {
  "production-is-closed": async (world) => {
    const found = await closed(world);
    withSweep(world);
    await world.pass(3 * minuteMs);
    return found;
  },
  "run-is-quarantined": quarantined,
  "run-was-given-up": async (world) => {
    withSweep(world);
    const { runId } = await begin(world);
    world.states.taskFault = () => ({ when: "fatal", error: "States.Runtime" });
    await world.pass(24 * hourMs);
    return [`run ${runId} RUNNING`, /given up after 9 recoveries/];
  },
  "run-ended-badly": {
    "a step fails": async (world) => {
      const { runId } = await take(world, failing("staging", "compute"));
      return [runId, "ROLLED_BACK", /staging\/compute failed: Bucket: it fails on purpose/];
    },
    "its execution runs out of time": async (world) => {
      const { taskFault } = world.states;
      world.states.taskFault = (execution, state) =>
        state === "5.2 Provision staging"
          ? { when: "ended", status: "TIMED_OUT" }
          : taskFault(execution, state);
      const { runId } = await begin(world);
      await world.time.passUntil(
        () => [...world.states.executions.values()].some(({ status }) => status === "TIMED_OUT"),
        world.time.nowMs() + 24 * hourMs,
      );
      world.states.taskFault = taskFault;
      withSweep(world);
      await world.pass(hourMs);
      return [runId, "ABORTED", /timed out|ran out of time/i];
    },
  },
  "run-stands-still": {
    "nothing is recorded": async (world) => {
      const { runId } = await openByHand(world);
      withoutSweep(world);
      world.events.isScheduled = true;
      await world.pass(4 * hourMs + 5 * minuteMs);
      return [`run ${runId} RUNNING`, /for 4:0\d:\d\d/, /1 entries, the newest 4:0/];
    },
    "a question has no answer": async (world) => {
      world.events.isScheduled = true;
      whenEntering(world, "5.1 Confirm development validated and stable", () => {
        const stack = world.cloudFormation.named(`${world.application}-development-compute`);
        if (stack !== undefined) stack.isDriftUnknown = true;
      });
      const { runId } = await begin(world);
      await world.pass(3 * hourMs);
      return [`run ${runId} RUNNING`, /asks again, without an answer yet: .*development\/compute/];
    },
  },
  "gate-waits-too-long": {
    "nobody decides": async (world) => {
      withSweep(world);
      await waiting(world);
      await world.pass(60 * hourMs);
      return [/plan-approval .*waits for platform-owner \(mail accepted\) · until 2026-11-27/];
    },
    "no mail is accepted": async (world) => {
      withSweep(world);
      refuseAt(world, ({ operation }) => operation === "Publish");
      nobodyAnswers(world);
      await begin(world);
      await world.pass(10 * minuteMs);
      return [/no mail about plan-approval was accepted for platform-owner/];
    },
  },
  "work-is-stopped": async (world) => {
    withSweep(world);
    return stopped(world);
  },
  "nobody-can-decide": async (world) => {
    await waiting(world);
    refuseAt(world, ({ process }) => process.name.endsWith("-show-invitation"));
    await world.does(async () => world.fetch(linkTo(world)));
    return [/show-invitation .*ServiceUnavailable/];
  },
  "mails-are-overheard": async (world) => {
    await take(world);
    const own = { endpoint: "change-manager@example.com", isConfirmed: true };
    const foreign = { endpoint: "mallory@example.com", isConfirmed: true };
    world.sns.subscriptions.set(world.topicArns["change-manager"] ?? "", [own, foreign]);
    await world.call("watch-records", {});
    return [/change-manager .*mallory@example.com/];
  },
  "links-are-forged": async (world) => {
    await waiting(world);
    const link = linkTo(world);
    const own = keys.invitation(invitationDigest(link.split("/").at(-1) ?? ""));
    const { invitation } = world.dynamodb.find(own) as { readonly invitation: Invitation };
    const idDigest = invitationDigest("made-up");
    put(world, keys.invitation(idDigest), { invitation: { ...invitation, idDigest } });
    await world.does(async () => world.fetch(link.replace(/[^/]+$/, "made-up")));
    return [/show-invitation .*forged links: 1/];
  },
  "events-are-not-delivered": {
    "a change is not taken": async (world) => {
      refuseAt(world, ({ process }) => process.name.endsWith("-start-run"));
      const { detail } = await begin(world).catch(() => ({ detail: {} }));
      world.events.put({ source: "interlock", "detail-type": "Change Submitted", detail });
      await world.pass(10 * minuteMs);
      return [/start-run .*(ServiceUnavailable|InvalidInput)/];
    },
    "a comparison fails": async (world) => {
      withSweep(world);
      await take(world);
      refuseAt(world, ({ process }) => process.name.endsWith("-watch-records"));
      await world.pass(10 * minuteMs);
      return [/watch-records .*ServiceUnavailable/];
    },
  },
  "sweep-is-silent": async (world) => {
    await waiting(world);
    await world.pass(15 * minuteMs);
    return [];
  },
  "records-diverge": altered,
  "records-are-not-watched": async (world) => {
    await take(world);
    withoutSweep(world);
    world.events.isScheduled = false;
    await world.pass(16 * minuteMs);
    return [];
  },
} as const satisfies Readonly<
  Record<Exclude<Problem, (typeof countedByAws)[number]>, Situation | Readonly<Record<string, Situation>>>
>;
