import { type Step, stepsInOrder } from "../../lib/domain/change/manifest.ts";
import type { Entry } from "../../lib/domain/records/entry.ts";
import { type Fact, type FactOf, isFact } from "../../lib/domain/records/facts.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import {
  hasClosedProduction,
  nextReopening,
  type ReopeningMove,
  reopeningOf,
  waysIn,
} from "../../lib/domain/run/reopening.ts";
import { isRollbackProved } from "../../lib/domain/run/verdict.ts";
import { deployedDigest } from "../../lib/domain/step/deployed-digest.ts";
import { requestToken } from "../../lib/domain/step/token.ts";
import type { RunRecords, Work } from "../../lib/ports/records/port.ts";
import { exposedIn, type WayInto } from "../../lib/shared-use-cases/exposed.ts";
import { type Patience, patience, waitBetweenCallsSeconds } from "../../lib/shared-use-cases/patience.ts";
import { patiently } from "../../lib/shared-use-cases/patiently.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks/tasks.ts";
import { compareWithRelease, lastRelease, type Release } from "./standing-release.ts";

type Ports = TaskPorts<"reopen-ingress">;
type Answer = TaskAnswer<"reopen-ingress">;
type Intent = FactOf<"reopen-ingress", "intent">;
type Result = FactOf<"reopen-ingress", "outcome">["detail"]["result"];

/** How long AWS may take to start what the checks ask about, and to make what was opened reachable. */
const settleMs = 10 * 60_000;
/** How often what settles is asked: the machine's looks allow for more. */
const settleLooks = 120;
const settleWaitSeconds = 10;
const done: Answer = { outcome: "done", waitSeconds: 0 };
const failed: Answer = { outcome: "failed", waitSeconds: 0 };
const minuteMs = 60_000;

/**
 * Opens a production again that this run closed, after its rollback is proved (21.03 section 6.4). It acts under the last
 * release, by that release's own receipt, and only if production stands exactly as that release left it. What could be
 * reached afterwards must be what could be reached then; otherwise it is closed again. A run that did not close
 * production, or whose rollback is not proved, opens nothing. Killed anywhere, the next call continues.
 */
export const reopenIngress = patiently(
  (ports: Ports) =>
    async ({ runId, epoch }: TaskInput<"reopen-ingress">): Promise<Answer> => {
      const { records, clock } = ports;
      const work: Work = { runId, epoch, actor: "reopen-ingress" };
      let run = await records.read(runId);
      if (!hasClosedProduction(run.entries) || !isRollbackProved(run.entries, "production")) return done;
      const release = await lastRelease(ports);
      if (!run.entries.some(isFact("reopen-ingress", "observation"))) {
        const undoneForMs = clock.nowMs() - lastUndoingAtMs(run.entries);
        const compared =
          typeof release === "string" ? null : await compareWithRelease(ports, run, release, undoneForMs);
        const longestMs = Math.max(settleMs, compared?.longestMs ?? 0);
        if (compared?.settling === true && undoneForMs < longestMs)
          return {
            outcome: "waiting",
            waitSeconds: Math.max(settleWaitSeconds, Math.round(longestMs / settleLooks / 1_000)),
          };
        run = await records.append(run, work, [observation(release, compared)]);
      }
      if (reopeningOf(run.entries) === "closed" || typeof release === "string") return failed;
      return open(ports, run, work, release);
    },
);

/** Opens one step after the other, each as it was released. */
async function open(ports: Ports, from: RunRecords, work: Work, release: Release): Promise<Answer> {
  let run = from;
  const patient = patience(ports.clock);
  for (const step of ingressOf(release)) {
    if (
      run.entries.some(
        (entry) => isFact("reopen-ingress", "outcome")(entry) && entry.detail.step === step.step,
      )
    )
      continue;
    const came = await openStep(ports, run, work, { release, step, patient });
    run = came.run;
    if (came.result === null) return { outcome: "waiting", waitSeconds: waitBetweenCallsSeconds };
  }
  return reopeningOf(run.entries) === "open" ? done : failed;
}

const ingressOf = ({ change }: Release): readonly Step[] => stepsInOrder(change, "production", "ingress");

type Opening = { readonly release: Release; readonly step: Step; readonly patient: Patience };

/** Drives one step as far as it gets in this call; the result is null while AWS is at work. */
async function openStep(
  ports: Ports,
  from: RunRecords,
  work: Work,
  { release, step, patient }: Opening,
): Promise<{ readonly run: RunRecords; readonly result: Result | null }> {
  const { records, changes, stacks, clock } = ports;
  let run = from;
  const { planDigest, waivers } = openedWith(run.runId, run.entries);
  const plan = await changes.plan(planDigest);
  for (;;) {
    const intents = run.entries
      .filter(isFact("reopen-ingress", "intent"))
      .filter(({ detail }) => detail.step === step.step);
    const last = intents.at(-1);
    const began = intents[0] === undefined ? clock.nowMs() : Date.parse(intents[0].at);
    const isInTime = clock.nowMs() - began < plan.limits.stepMinutes * minuteMs;
    const observed = await stacks.observe(step.stackName);
    const move = nextReopening(observed, deployedDigest(step), last?.detail ?? null, isInTime);
    const ways =
      move.do === "opened"
        ? await exposedIn(ports, "production", release.change.environments.production, waivers)
        : [];
    const exposed = ways.map(({ what }) => what);
    const next = move.do === "opened" ? afterOpening(ways, release, clock.nowMs() - began) : move;
    switch (next.do) {
      case "opened":
        return end(records, run, work, outcomeOf(step, "open", "", exposed));
      case "closed":
        return end(records, run, work, outcomeOf(step, "closed", last?.detail.reason || next.reason, []));
      case "stop":
        return end(records, run, work, outcomeOf(step, "unknown", next.reason, []));
      case "wait":
        if (!(await patient.lookAgain())) return { run, result: null };
        continue;
      default: {
        const isAgain = last?.detail.operation === next.do;
        const token = requestToken(run.runId, "production", step.step, `reopen-${next.do}`, 1);
        const intent = intentOf(step, next, token, observed.stackId);
        // The write comes first even without a new intent: it fails if this execution no longer holds the lease.
        run = await records.append(run, work, isAgain ? [] : [intent]);
        const { stackName, parameters, tags, templateDigest } = step;
        const answer =
          next.do === "create"
            ? await stacks.create({
                stackName,
                template: await changes.bytes(templateDigest),
                parameters,
                previous: [],
                tags,
                token,
              })
            : await stacks.remove(observed.stackId ?? stackName, token);
        if (typeof answer === "object")
          return end(
            records,
            run,
            work,
            outcomeOf(step, next.do === "create" ? "closed" : "unknown", answer.refused, []),
          );
        if ((isAgain || answer === "busy") && !(await patient.lookAgain())) return { run, result: null };
        if (!isAgain) patient.moved();
      }
    }
  }
}

/**
 * A stack that is complete: whether exactly what was released can be reached. More than that is closed at once; what was just
 * made and cannot be found yet is neither more nor less (EC2 developer guide, "Eventual consistency").
 */
function afterOpening(ways: readonly WayInto[], release: Release, sinceMs: number): ReopeningMove {
  const isUnseen = ({ isUnread, lingers }: WayInto) => isUnread && lingers && sinceMs < settleMs;
  if (ways.some(isUnseen)) return { do: "wait" };
  const [now, then] = [waysIn(ways.map(({ what }) => what)), waysIn(release.exposed)];
  const more = now.filter((way) => !then.includes(way));
  if (more.length > 0)
    return { do: "delete", reason: `it opened more than was released: ${more.join(", ")}` };
  const missing = then.filter((way) => !now.includes(way));
  if (missing.length === 0) return { do: "opened" };
  return sinceMs < settleMs
    ? { do: "wait" }
    : { do: "delete", reason: `it opened less than was released: ${missing.join(", ")} is missing` };
}

async function end(
  records: Ports["records"],
  run: RunRecords,
  work: Work,
  outcome: FactOf<"reopen-ingress", "outcome">,
): Promise<{ readonly run: RunRecords; readonly result: Result }> {
  return { run: await records.append(run, work, [outcome]), result: outcome.detail.result };
}

function observation(
  release: Release | string,
  compared: Awaited<ReturnType<typeof compareWithRelease>> | null,
): Fact {
  const isThere = typeof release !== "string";
  const differs = isThere ? (compared?.differs ?? []) : [release];
  return {
    action: "reopen-ingress",
    kind: "observation",
    subject: "production",
    detail: {
      environment: "production",
      stands: differs.length === 0,
      reason: differs.join("; "),
      steps: isThere ? ingressOf(release).map(({ step }) => step) : [],
      release: isThere ? { runId: release.run.runId, receipt: release.receipt } : null,
      readings: [...(compared?.readings ?? [])],
    },
  };
}

const intentOf = (
  { step, part, stackName, ...wanted }: Step,
  move: Extract<ReopeningMove, { do: "create" | "delete" }>,
  token: string,
  stackId: string | null,
): Intent => ({
  action: "reopen-ingress",
  kind: "intent",
  subject: `production/${step}`,
  detail: {
    environment: "production",
    step,
    part,
    operation: move.do,
    reason: "reason" in move ? move.reason : "",
    attempt: 1,
    stackName,
    stackId,
    token,
    wantedDigest: deployedDigest(wanted),
  },
});

const outcomeOf = (
  { step, part }: Step,
  result: Result,
  reason: string,
  exposed: readonly string[],
): FactOf<"reopen-ingress", "outcome"> => ({
  action: "reopen-ingress",
  kind: "outcome",
  subject: `production/${step}`,
  detail: { environment: "production", step, part, result, reason, exposed: [...exposed] },
});

/** When this run last undid something in production: what it restored may need a while. */
function lastUndoingAtMs(entries: readonly Entry[]): number {
  const last = entries.findLast(({ action }) => action === "roll-back-step");
  return last === undefined ? 0 : Date.parse(last.at);
}
