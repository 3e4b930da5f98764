import { judge } from "../../lib/domain/check/judge.ts";
import { type Environment, isInScope, type Scope } from "../../lib/domain/environment.ts";
import { gateState } from "../../lib/domain/gate/gate-state.ts";
import { gatesThatAllow } from "../../lib/domain/gates.ts";
import type { Entry } from "../../lib/domain/records/entry.ts";
import { lastIntentIn } from "../../lib/domain/run/effects.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import { environmentOf } from "../../lib/plan/schema.ts";
import type { Work } from "../../lib/ports/records/port.ts";
import { askStep } from "../../lib/shared-use-cases/ask-step.ts";
import { exposedIn } from "../../lib/shared-use-cases/exposed.ts";
import { lookAtEnvironment } from "../../lib/shared-use-cases/look-at-environment.ts";
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
      const checks = environmentOf(plan, environment).checks.map(({ id }) => id);
      const { observedSteps, description } = await lookAtEnvironment(ports, change, environment);
      const inScope = observedSteps.filter(({ step }) => isInScope(step.part, scope));
      // If this run changes nothing in production, production is as an earlier run released it.
      const released =
        environment === "production" &&
        (scope === "everything" ||
          gatesThatAllow(environment, "all-but-ingress").some(
            (gate) => gateState(run.entries, gate) === "passed",
          ));
      const asked = await Promise.all(
        inScope.map((one) => askStep(ports, one, environment, checks, released)),
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
      // What is open to the world is part of what was released: ingress may open again only as it was then.
      const opened = environment === "production" && scope === "everything";
      const exposed = opened ? [...(await exposedIn(ports, change, environment))] : undefined;
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
