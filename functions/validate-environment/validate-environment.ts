import type { Asset } from "../../lib/domain/change/assets.ts";
import { assetsOf, type Step } from "../../lib/domain/change/manifest.ts";
import { objectIn } from "../../lib/domain/change/template/values.ts";
import { approvedCode, askAboutCode } from "../../lib/domain/check/approved-code.ts";
import { asAnnounced, askAboutExposure, reachabilityOf } from "../../lib/domain/check/exposure.ts";
import { judge } from "../../lib/domain/check/judge.ts";
import { askAbout, askAboutStack, isAskedAbout, type Reading } from "../../lib/domain/check/probes.ts";
import { type Environment, isInScope, type Scope } from "../../lib/domain/environment.ts";
import { gateState } from "../../lib/domain/gate/gate-state.ts";
import { gatesThatAllow } from "../../lib/domain/gates.ts";
import type { Entry } from "../../lib/domain/records/entry.ts";
import { lastIntentIn } from "../../lib/domain/run/effects.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import { deployedDigest } from "../../lib/domain/step/deployed-digest.ts";
import { environmentOf } from "../../lib/plan/schema.ts";
import type { Work } from "../../lib/ports/records/port.ts";
import { lookAtEnvironment, type ObservedStep } from "../../lib/shared-use-cases/look-at-environment.ts";
import { patience } from "../../lib/shared-use-cases/patience.ts";
import { patiently } from "../../lib/shared-use-cases/patiently.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks.ts";
import { confirmUnchanged, validationToConfirm } from "./confirm-unchanged.ts";

/** How long AWS may need to finish what a complete stack promised: to start tasks, to make targets healthy. */
const settleMs = 10 * 60_000;
const settleWaitSeconds = 10;
const driftWaitSeconds = 10;

/**
 * Asks every check of the plan about the steps in scope by describing the resources themselves, and records every
 * answer. If all hold, it requests the receipt that the next environment needs. When it validates an environment
 * again, it also asks whether anything has changed since: an environment that has drifted is not stable.
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
      const assets = assetsOf(change, environment);
      const asked = await Promise.all(
        inScope.map((one) => ask(ports, one, { environment, checks, released, assets })),
      );
      const validated = validationToConfirm(run.entries, environment, scope);
      const changed =
        validated === null
          ? []
          : await confirmUnchanged(ports, inScope, environment, validated, asked.flat(), patience(clock));
      if (changed === null) return { outcome: "waiting", waitSeconds: driftWaitSeconds };
      const { held, settling, readings } = judge(planned, [...asked.flat(), ...changed], waivers);

      if (settling && clock.nowMs() - lastEffectAtMs(run.entries) < settleMs)
        return { outcome: "waiting", waitSeconds: settleWaitSeconds };
      const written = await records.append(run, work, [
        {
          action: "validate-environment",
          kind: "observation",
          subject: environment,
          detail: { environment, scope, held, description, readings: [...readings] },
        },
      ]);
      if (!held) return { outcome: "failed", waitSeconds: 0 };
      if (!hasReceipt(written.entries, environment, scope))
        await signer.sign(work, { statement: "validated", about: environment });
      return { outcome: "done", waitSeconds: 0 };
    },
);

/** What is asked about the steps of an environment. */
type Asking = {
  readonly environment: Environment;
  readonly checks: readonly string[];
  readonly released: boolean;
  readonly assets: readonly Asset[];
};

async function ask(
  ports: TaskPorts<"validate-environment">,
  { step, observed }: ObservedStep,
  { environment, checks, released, assets }: Asking,
): Promise<readonly Reading[]> {
  const { stackReader, inspector } = ports;
  const name = `${environment}/${step.step}`;
  const ofStack = askAboutStack(observed, deployedDigest(step), name, checks);
  if (observed.stackId === null) return ofStack;
  const byTemplate = checks.includes(asAnnounced) || checks.includes(approvedCode);
  const template = byTemplate ? await templateOf(ports, step) : null;
  const resources = (await stackReader.resources(observed.stackId)).filter(
    ({ type }) => template !== null || isAskedAbout(type, checks),
  );
  const ofResources = await Promise.all(
    resources.map(async (resource): Promise<readonly Reading[]> => {
      const { type, logicalId } = resource;
      const inspected = await inspector.inspect(resource);
      const place = { part: step.part, name: `${name}/${logicalId}`, released };
      if (inspected === null) return missing(type, place.name, checks);
      const ofExposure =
        template !== null && checks.includes(asAnnounced)
          ? askAboutExposure(reachabilityOf(type, inspected), place.name, template.announced.has(logicalId))
          : [];
      if (inspected === undefined) return ofExposure;
      const ofCode =
        template !== null && checks.includes(approvedCode)
          ? askAboutCode(inspected, objectIn(template.resources[logicalId]), assets, place.name)
          : [];
      return [...askAbout(inspected, place, checks), ...ofExposure, ...ofCode];
    }),
  );
  return [...ofStack, ...ofResources.flat()];
}

/** What a step's template says of its resources, and which of them it makes reachable. It is read only for checks that ask it. */
async function templateOf({ changes }: TaskPorts<"validate-environment">, step: Step) {
  const { announcedBy, resourcesIn } = await import("../../lib/domain/change/announced-exposure.ts");
  const withText = { ...step, template: await changes.bytes(step.templateDigest) };
  return {
    resources: resourcesIn(withText),
    announced: new Set(announcedBy(withText).map(({ logicalId }) => logicalId)),
  };
}

/** The readings of a resource that its stack names and no call finds: it fails every check. */
const missing = (type: string, resource: string, checks: readonly string[]): readonly Reading[] =>
  checks.slice(0, 1).map((check) => ({
    check,
    fact: "exists",
    resource,
    answer: "broken",
    saw: `no ${type} is there`,
    settles: false,
  }));

function lastEffectAtMs(entries: readonly Entry[]): number {
  const last = entries.findLast(({ action }) => action === "provision-step");
  return last === undefined ? 0 : Date.parse(last.at);
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
