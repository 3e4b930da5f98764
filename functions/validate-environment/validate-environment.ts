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

/** How long AWS may be on its way to what a complete stack promised: tasks to start, targets to become healthy. */
const settleMs = 10 * 60_000;
const settleWaitSeconds = 10;
const driftWaitSeconds = 10;

/**
 * Asks every check of the plan about the steps in scope, by describing the resources themselves, and writes down every
 * answer. When all hold, it has the receipt signed that the next environment asks for. Asked again of an environment that
 * was validated, it also asks whether anything has changed since: what has drifted is not stable.
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
      const checks = environmentOf(plan, environment).checks.map(({ id }) => id);
      const { stands, description } = await lookAtEnvironment(ports, change, environment);
      const inScope = stands.filter(({ step }) => isInScope(step.part, scope));
      // If this run changes nothing in production, production is as an earlier run released it.
      const released =
        environment === "production" &&
        (scope === "everything" ||
          gatesThatAllow(environment, "all-but-ingress").some(
            (gate) => gateState(run.entries, gate) === "passed",
          ));
      const asked = await Promise.all(
        inScope.map((standing) => ask(ports, standing, environment, checks, released)),
      );
      const validated = validationToConfirm(run.entries, environment, scope);
      const changed =
        validated === null
          ? []
          : await confirmUnchanged(ports, inScope, environment, validated, asked.flat(), patience(clock));
      if (changed === null) return { outcome: "waiting", waitSeconds: driftWaitSeconds };
      const { held, settling, readings } = judge(checks, [...asked.flat(), ...changed], waivers);

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

async function ask(
  { stackReader, inspector }: TaskPorts<"validate-environment">,
  { step, observed }: ObservedStep,
  environment: Environment,
  checks: readonly string[],
  released: boolean,
): Promise<readonly Reading[]> {
  const name = `${environment}/${step.step}`;
  const ofStack = askAboutStack(observed, deployedDigest(step), name, checks);
  if (observed.stackId === null) return ofStack;
  const resources = (await stackReader.resources(observed.stackId)).filter(({ type }) =>
    isAskedAbout(type, checks),
  );
  const ofResources = await Promise.all(
    resources.map(async (resource) => {
      const inspected = await inspector.inspect(resource);
      const place = { part: step.part, name: `${name}/${resource.logicalId}`, released };
      if (inspected === null) return missing(resource.type, place.name, checks);
      return inspected === undefined ? [] : askAbout(inspected, place, checks);
    }),
  );
  return [...ofStack, ...ofResources.flat()];
}

/** A resource that its stack names and nobody can describe is broken, whatever the check. */
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

/** Whether a receipt stands that nothing has outdated: no effect in the environment since it was signed. */
function hasReceipt(entries: readonly Entry[], environment: Environment, scope: Scope): boolean {
  const signed = entries.findLastIndex(
    (entry) =>
      entry.action === "sign-receipt" &&
      entry.detail.statement === "validated" &&
      entry.detail.about === environment,
  );
  return signed > lastIntentIn(entries, environment) && scope !== "ingress";
}
