import { assetsOf, type Change, stepsInOrder } from "../../lib/domain/change/manifest.ts";
import { judge } from "../../lib/domain/check/judge.ts";
import { isInterlockError } from "../../lib/domain/errors.ts";
import { type FactOf, isFact } from "../../lib/domain/records/facts.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import { isSealed } from "../../lib/domain/run/status.ts";
import { verdictOf } from "../../lib/domain/run/verdict.ts";
import { declaredDigests } from "../../lib/domain/step/attempts.ts";
import { standingOf } from "../../lib/domain/step/stack-status.ts";
import { environmentOf } from "../../lib/plan/schema.ts";
import type { RunRecords } from "../../lib/ports/records/port.ts";
import { askSteps } from "../../lib/shared-use-cases/ask-steps.ts";
import { askTeam, longestRetryMs } from "../../lib/shared-use-cases/ask-team.ts";
import { confirmReceipt } from "../../lib/shared-use-cases/confirm-receipt.ts";
import { lookAtEnvironment } from "../../lib/shared-use-cases/look-at-environment.ts";
import type { TaskPorts } from "../../lib/tasks/tasks.ts";

type Ports = TaskPorts<"reopen-ingress">;
type Observed = FactOf<"reopen-ingress", "observation">["detail"];

/** The last release of production: its records, its change, and what could be reached once it was open. */
export type Release = {
  readonly run: RunRecords;
  readonly change: Change;
  readonly receipt: NonNullable<Observed["release"]>["receipt"];
  readonly exposed: readonly string[];
};

/**
 * The release under which production was open last, according to its own signed receipts; in words why there is none.
 * A run of which someone only says that it succeeded is none.
 */
export async function lastRelease({ records, changes, signer }: Ports): Promise<Release | string> {
  const success = (await records.successes()).at(-1);
  if (success === undefined) return "no run has released production";
  const run = await records.read(success.runId);
  if (!isSealed(run.entries) || verdictOf(run.entries) !== "SUCCEEDED")
    return `the records of ${success.runId} do not say that it succeeded`;
  try {
    const keyring = await signer.keyring();
    confirmReceipt(run, { statement: "gate-passed", about: "production-release" }, keyring);
  } catch (error) {
    if (isInterlockError(error, "ReceiptRefused") || isInterlockError(error, "PrerequisiteMissing"))
      return `the release ${success.runId} is not proved: ${error.message}`;
    throw error;
  }
  const receipt = run.entries
    .filter(isFact("sign-receipt", "outcome"))
    .findLast(({ detail }) => detail.statement === "gate-passed" && detail.about === "production-release");
  const confirmed = run.entries
    .filter(isFact("validate-environment", "observation"))
    .findLast(({ detail }) => detail.environment === "production" && detail.scope === "everything");
  if (receipt === undefined || confirmed?.detail.exposed === undefined)
    return `the records of ${success.runId} do not say what could be reached after its release`;
  const change = await changes.change(openedWith(run.runId, run.entries).changeDigest);
  return { run, change, receipt: receipt.detail.envelope, exposed: confirmed.detail.exposed };
}

/**
 * Whether production stands exactly as the release left it, apart from its ingress: the same stacks with the same
 * digests, and every check holds again. `settling`: a check may still come to hold.
 * @param undoneForMs how long ago this run last undid something in production.
 */
export async function compareWithRelease(
  ports: Ports,
  run: RunRecords,
  release: Release,
  undoneForMs: number,
): Promise<{
  readonly differs: readonly string[];
  readonly settling: boolean;
  /** How long the plan lets a team's own checks take that do not hold yet; 0 if there are none. */
  readonly longestMs: number;
  readonly readings: Observed["readings"];
}> {
  const { changes } = ports;
  const { planDigest, changeDigest, waivers } = openedWith(run.runId, run.entries);
  const [plan, change] = await Promise.all([changes.plan(planDigest), changes.change(changeDigest)]);
  const { observedSteps } = await lookAtEnvironment(ports, release.change, "production");
  const served = observedSteps.filter(({ step }) => step.part !== "ingress");
  const otherwise = served.filter(
    ({ step, observed }) =>
      !["settled", "restored"].includes(standingOf(observed.status)) ||
      !declaredDigests(release.run.entries, "production", step).some(
        (digest) => digest === observed.deployedDigest,
      ),
  );
  const known = new Set(release.change.environments.production.map(({ stackName }) => stackName));
  const added = await Promise.all(
    stepsInOrder(change, "production", "all-but-ingress")
      .filter(({ stackName }) => !known.has(stackName))
      .map(async ({ step, stackName }) => ({ step, observed: await ports.stackReader.stands(stackName) })),
  );
  const stays = added.filter(({ observed }) => standingOf(observed.status) !== "absent");
  const planned = environmentOf(plan, "production").checks;
  const asked = await askSteps(ports, served, {
    environment: "production",
    checks: planned.map(({ id }) => id),
    released: false,
    assets: assetsOf(release.change, "production"),
    entries: release.run.entries,
  });
  const ofTeam = await askTeam(ports, {
    environment: "production",
    planned,
    inScope: served,
    isAll: false,
    runId: run.runId,
    application: change.application,
    entries: run.entries,
    askedForMs: undoneForMs,
  });
  const { held, settling, readings } = judge(planned, [...asked, ...ofTeam], waivers);
  const broken = readings.filter(({ answer }) => answer === "broken" || answer === "unobservable");
  return {
    differs: [
      ...otherwise.map(({ step }) => `production/${step.step} does not stand as it was released`),
      ...stays.map(({ step }) => `production/${step} was not there when it was released`),
      ...(held ? [] : broken.map(({ fact, resource, saw }) => `${fact} of ${resource}: ${saw}`)),
    ],
    settling,
    longestMs: longestRetryMs(planned, ofTeam),
    readings: [...readings],
  };
}
