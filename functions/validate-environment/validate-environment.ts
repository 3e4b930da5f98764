import type { Digest } from "../../lib/domain/canonical.ts";
import { assetsOf } from "../../lib/domain/change/manifest.ts";
import { type Judgement, judge } from "../../lib/domain/check/judge.ts";
import type { Reading } from "../../lib/domain/check/probes.ts";
import { unchanged } from "../../lib/domain/check/unchanged.ts";
import { type Environment, isInScope, type Scope } from "../../lib/domain/environment.ts";
import { gateState } from "../../lib/domain/gate/gate-state.ts";
import { gatesThatAllow } from "../../lib/domain/gates.ts";
import type { Entry } from "../../lib/domain/records/entry.ts";
import { isFact } from "../../lib/domain/records/facts.ts";
import { lastIntentIn } from "../../lib/domain/run/effects.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import { environmentOf } from "../../lib/plan/schema.ts";
import type { Work } from "../../lib/ports/records/port.ts";
import { askSteps } from "../../lib/shared-use-cases/ask-steps.ts";
import { askTeam, longestRetryMs } from "../../lib/shared-use-cases/ask-team.ts";
import { confirmGoesForward } from "../../lib/shared-use-cases/confirm-receipt.ts";
import { exposedIn } from "../../lib/shared-use-cases/exposed.ts";
import { lookAtEnvironment } from "../../lib/shared-use-cases/look-at-environment.ts";
import { patience } from "../../lib/shared-use-cases/patience.ts";
import { patiently } from "../../lib/shared-use-cases/patiently.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks.ts";
import { askingOf } from "./asking.ts";
import { confirmUnchanged, driftAtFirst, type Validation, validationToConfirm } from "./confirm-unchanged.ts";
import { type DriftRead, readDrift } from "./read-drift.ts";

const minuteMs = 60_000;
/** How long AWS may need to finish what a complete stack promised: to start tasks, to make targets healthy. */
const settleMs = 10 * minuteMs;
/** How often what settles is asked: the machine's looks allow for more, and a look waits a minute at most. */
const settleLooks = 120;
const settleWaitSeconds = 10;
/** How long the drift detection of a large stack may take. */
const detectionMs = 60 * minuteMs;
const driftWaitSeconds = 30;
/** How long a confirmation waits for an answer that cannot be read. The machine's looks allow for a little more. */
const unansweredMs = 120 * minuteMs;
const unansweredWaitSeconds = 60;
/** How many missing answers an entry names. */
const mostNamed = 20;

/**
 * Asks every check of the plan about the steps in scope by describing the resources themselves, and records every
 * answer. If all hold, it requests the receipt that the next environment needs. When it validates an environment
 * again, it also asks whether anything has changed since: an environment that has drifted is not stable.
 * @throws PrerequisiteMissing if the run's rollback has begun: a late call records nothing.
 */
export const validateEnvironment = patiently(
  (ports: TaskPorts<"validate-environment">) =>
    async ({
      runId,
      epoch,
      environment,
      scope,
    }: TaskInput<"validate-environment">): Promise<TaskAnswer<"validate-environment">> => {
      const { records, changes, signer, clock } = ports;
      const work: Work = { runId, epoch, actor: "validate-environment" };
      const run = await records.read(runId);
      confirmGoesForward(run);
      const { planDigest, changeDigest, waivers } = openedWith(runId, run.entries);
      const [plan, change] = await Promise.all([changes.plan(planDigest), changes.change(changeDigest)]);
      const planned = environmentOf(plan, environment).checks;
      const checks = planned.map(({ id }) => id);
      const { observedSteps, description } = await lookAtEnvironment(ports, change, environment);
      const inScope = observedSteps.filter(({ step }) => isInScope(step.part, scope));
      // If this run changes nothing in production, production is as an earlier run released it.
      const released =
        environment === "production" &&
        (scope === "everything" ||
          gatesThatAllow(environment, "all-but-ingress").some(
            (gate) => gateState(run.entries, gate) === "passed",
          ));
      const asking = askingOf(run.entries, environment, scope);
      const askedForMs = clock.nowMs() - (asking.sinceMs ?? clock.nowMs());
      const [asked, ofTeam, drift] = await Promise.all([
        askSteps(ports, inScope, {
          environment,
          checks,
          released,
          assets: assetsOf(change, environment),
          entries: run.entries,
        }),
        askTeam(ports, {
          environment,
          planned,
          inScope,
          isAll: inScope.length === observedSteps.length,
          runId,
          application: change.application,
          entries: run.entries,
          askedForMs,
        }),
        readDrift(ports.driftDetector, inScope, asking.detections, patience(clock)),
      ]);
      const validated = validationToConfirm(run.entries, environment, scope);
      const changed =
        validated === null
          ? driftAtFirst(
              drift,
              environment,
              run.entries,
              isDrifted(drift) ? await lastValidation(records, environment, description) : null,
            )
          : confirmUnchanged(drift, environment, validated, asked);
      const lateDrift =
        validated === null ? [] : drift.running.map((step) => unfound(`${environment}/${step}`));
      const judgement = judge(planned, [...asked, ...ofTeam, ...changed, ...lateDrift], waivers);
      const { held, readings } = judgement;

      const waitsFor = missingAnswers(judgement, drift, longestRetryMs(planned, ofTeam), validated !== null);
      if (waitsFor !== null && askedForMs < waitsFor.longestMs) {
        const detections = [...drift.detections]
          .filter(([step, id]) => asking.detections.get(step) !== id)
          .map(([step, id]) => ({ step, id }));
        if (asking.sinceMs === null || detections.length > 0)
          await records.append(run, work, [
            {
              action: "await-checks",
              kind: "observation",
              subject: environment,
              detail: { environment, scope, waitsFor: waitsFor.what, detections },
            },
          ]);
        return { outcome: "waiting", waitSeconds: waitsFor.waitSeconds };
      }
      // What is open to the world is part of what was released: ingress may open again only as it was then.
      const opened = environment === "production" && scope === "everything";
      const exposed = opened
        ? (await exposedIn(ports, environment, change.environments[environment])).map(({ what }) => what)
        : undefined;
      const written = await records.append(run, work, [
        {
          action: "validate-environment",
          kind: "observation",
          subject: environment,
          detail: {
            environment,
            scope,
            held,
            description,
            readings: [...readings],
            ...(exposed === undefined ? {} : { exposed }),
          },
        },
      ]);
      if (!held) return { outcome: "failed", waitSeconds: 0 };
      if (!hasReceipt(written.entries, environment, scope))
        await signer.sign(work, { statement: "validated", about: environment });
      return { outcome: "done", waitSeconds: 0 };
    },
);

/** What a call may still wait for, how long at most, and when to look again. */
type Awaited = {
  readonly what: string[];
  readonly longestMs: number;
  readonly waitSeconds: number;
};

/**
 * What the answers wait for; null if they are final. AWS settles within minutes, and a team's own checks
 * within the time that the plan gives them (`ownMs`). A drift detection takes as long as its
 * stack is large. An environment that was valid is not torn down because a question about it could not be answered: that
 * is asked again for hours.
 */
function missingAnswers(
  { held, settling, refuted, readings }: Judgement,
  { running }: DriftRead,
  ownMs: number,
  confirms: boolean,
): Awaited | null {
  const failing = readings.filter(({ answer }) => answer === "broken" || answer === "unobservable");
  const what = [
    ...running.map((step) => `the drift detection of ${step}`),
    ...failing.map(({ fact, resource, saw }) => `${fact} of ${resource} (${saw})`),
  ].slice(0, mostNamed);
  if (refuted) return null;
  if (settling) {
    const longestMs = Math.max(settleMs, ownMs);
    return {
      what,
      longestMs,
      waitSeconds: Math.max(settleWaitSeconds, Math.round(longestMs / settleLooks / 1_000)),
    };
  }
  const waitSeconds = running.length > 0 ? driftWaitSeconds : unansweredWaitSeconds;
  if (!held && confirms) return { what, longestMs: unansweredMs, waitSeconds };
  return held && running.length > 0 ? { what, longestMs: detectionMs, waitSeconds } : null;
}

/** The reading of a step whose drift detection has not ended. */
const unfound = (resource: string): Reading => ({
  check: unchanged,
  fact: "cloudformation-drift",
  resource,
  answer: "unobservable",
  saw: "its detection has not ended",
  settles: false,
});

const isDrifted = ({ found }: DriftRead): boolean =>
  [...found.values()].some(({ status }) => status === "DRIFTED");

/** The last validation of an environment that stood exactly like this one, in the latest run that succeeded. */
async function lastValidation(
  records: TaskPorts<"validate-environment">["records"],
  environment: Environment,
  description: Digest,
): Promise<Validation | null> {
  const last = (await records.successes()).at(-1);
  if (last === undefined) return null;
  const { entries } = await records.read(last.runId);
  const found = entries
    .filter(isFact("validate-environment", "observation"))
    .findLast(({ detail }) => detail.environment === environment && detail.held);
  return found?.detail.description === description ? found : null;
}

/** Whether a receipt exists that is still current: no effect in the environment since it was signed. */
function hasReceipt(entries: readonly Entry[], environment: Environment, scope: Scope): boolean {
  const signed = entries.findLastIndex(
    (entry) =>
      entry.action === "sign-receipt" &&
      entry.detail.statement === "validated" &&
      entry.detail.about === environment,
  );
  return signed > lastIntentIn(entries, environment) && scope !== "ingress";
}
