import type { Digest } from "../../lib/domain/canonical.ts";
import { assetsOf, type Change } from "../../lib/domain/change/manifest.ts";
import { judge } from "../../lib/domain/check/judge.ts";
import type { Reading } from "../../lib/domain/check/probes.ts";
import { unchanged } from "../../lib/domain/check/unchanged.ts";
import { type Environment, isInScope, type Scope } from "../../lib/domain/environment.ts";
import { isInterlockError } from "../../lib/domain/errors.ts";
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
import { lookAtEnvironment, type ObservedStep } from "../../lib/shared-use-cases/look-at-environment.ts";
import { oneLook } from "../../lib/shared-use-cases/one-look.ts";
import { patience, slowPauseMs } from "../../lib/shared-use-cases/patience.ts";
import { patiently } from "../../lib/shared-use-cases/patiently.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks/tasks.ts";
import { type Asking, askingOf } from "./asking.ts";
import { confirmUnchanged, driftAtFirst, type Validation, validationToConfirm } from "./confirm-unchanged.ts";
import { type Awaited, missingAnswers, pause } from "./missing-answers.ts";
import { type DriftRead, readDrift } from "./read-drift.ts";

/** What was read of an environment: the answers to its checks, the drift of its stacks, and how they stand. */
type Answers = {
  readonly asked: readonly Reading[];
  /** The answers to the team's own checks. */
  readonly ofTeam: readonly Reading[];
  readonly drift: DriftRead;
  readonly description: Digest;
  /** Every step of the environment, whether it is in scope or not. */
  readonly observedSteps: readonly ObservedStep[];
};

/**
 * Asks every check of the plan about the steps in scope by describing the resources themselves, and records every
 * answer. If all hold, it requests the receipt that the next environment needs. When it validates an environment
 * again, it also asks whether anything has changed since: an environment that has drifted is not stable.
 * @throws PrerequisiteMissing if the run's rollback has begun: a late call records nothing.
 */
export const validateEnvironment = patiently(
  (allPorts: TaskPorts<"validate-environment">) =>
    async ({
      runId,
      epoch,
      environment,
      scope,
    }: TaskInput<"validate-environment">): Promise<TaskAnswer<"validate-environment">> => {
      const ports = oneLook(allPorts);
      const { records, changes, signer, clock } = ports;
      const work: Work = { runId, epoch, actor: "validate-environment" };
      const run = await records.read(runId);
      confirmGoesForward(run);
      const { planDigest, changeDigest, waivers } = openedWith(runId, run.entries);
      const [plan, change] = await Promise.all([changes.plan(planDigest), changes.change(changeDigest)]);
      const planned = environmentOf(plan, environment).checks;
      const validated = validationToConfirm(run.entries, environment, scope);
      const asking = askingOf(run.entries, environment, scope, clock.nowMs());
      const underWayMs = asking.sinceMs === null ? 0 : clock.nowMs() - asking.sinceMs;
      const waits = async (awaited: Awaited, began: ReadonlyMap<string, string>) => {
        const detections = [...began]
          .filter(([step, id]) => asking.detections.get(step) !== id)
          .map(([step, id]) => ({ step, id }));
        if (asking.sinceMs === null || detections.length > 0)
          await records.append(run, work, [
            {
              action: "await-checks",
              kind: "observation",
              subject: environment,
              detail: { environment, scope, waitsFor: awaited.what, detections },
            },
          ]);
        return { outcome: "waiting" as const, waitSeconds: awaited.waitSeconds };
      };

      const answers = await answersOr(
        validated === null,
        answersTo(ports, {
          change,
          environment,
          scope,
          planned,
          runId,
          run: run.entries,
          asking,
          askedForMs: underWayMs,
        }),
      );
      if (answers instanceof Error) {
        const awaited = pause([`an answer (${answers.name}: ${answers.message})`], underWayMs);
        if (underWayMs >= awaited.longestMs) throw answers;
        return waits(awaited, asking.detections);
      }
      const { asked, ofTeam, drift, description, observedSteps } = answers;
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
      const awaited = missingAnswers(
        judgement,
        drift,
        longestRetryMs(planned, ofTeam),
        validated !== null,
        underWayMs,
      );
      if (awaited !== null && underWayMs < awaited.longestMs) return waits(awaited, drift.detections);
      // What is open to the world is part of what was released: ingress may open again only as it was then.
      const opened = environment === "production" && scope === "everything";
      const exposed = opened
        ? (await exposedIn(ports, environment, observedSteps.map(stackById), waivers)).map(({ what }) => what)
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

/** Everything that is read of an environment to validate it. */
async function answersTo(
  ports: TaskPorts<"validate-environment">,
  {
    change,
    environment,
    scope,
    planned,
    runId,
    run,
    asking,
    askedForMs,
  }: {
    readonly change: Change;
    readonly environment: Environment;
    readonly scope: Scope;
    readonly planned: Parameters<typeof askTeam>[1]["planned"];
    readonly runId: string;
    readonly run: readonly Entry[];
    readonly asking: Asking;
    readonly askedForMs: number;
  },
): Promise<Answers> {
  const { observedSteps, description } = await lookAtEnvironment(ports, change, environment);
  const inScope = observedSteps.filter(({ step }) => isInScope(step.part, scope));
  // If this run changes nothing in production, production is as an earlier run released it.
  const released =
    environment === "production" &&
    (scope === "everything" ||
      gatesThatAllow(environment, "all-but-ingress").some((gate) => gateState(run, gate) === "passed"));
  const [asked, ofTeam, drift] = await Promise.all([
    askSteps(ports, inScope, {
      environment,
      checks: planned.map(({ id }) => id),
      released,
      assets: assetsOf(change, environment),
      entries: run,
    }),
    askTeam(ports, {
      environment,
      planned,
      inScope,
      isAll: inScope.length === observedSteps.length,
      runId,
      application: change.application,
      entries: run,
      askedForMs,
    }),
    readDrift(ports.driftDetector, inScope, asking.detections, patience(ports.clock, slowPauseMs)),
  ]);
  return { asked, ofTeam, drift, description, observedSteps };
}

/** The step with its stack's id in place of its name: so the resources that this look has read are not read again. */
const stackById = ({ step: { step, stackName }, observed: { stackId } }: ObservedStep) => ({
  step,
  stackName: stackId ?? stackName,
});

/**
 * The answers; or, unless they are the first ones, the error of AWS because of which there are none, such as a permission that
 * is missing. Interlock's own errors pass through.
 */
async function answersOr(isFirst: boolean, answers: Promise<Answers>): Promise<Answers | Error> {
  try {
    return await answers;
  } catch (error) {
    if (isFirst || isInterlockError(error) || !(error instanceof Error)) throw error;
    return error;
  }
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
