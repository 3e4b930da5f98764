import type { Step } from "../../lib/domain/change/manifest.ts";
import type { Environment, Scope } from "../../lib/domain/environment.ts";
import type { DossierStep } from "../../lib/domain/gate/dossier.ts";
import { gateState } from "../../lib/domain/gate/gate-state.ts";
import { gateThatBinds } from "../../lib/domain/gates.ts";
import { isFact } from "../../lib/domain/records/facts.ts";
import type { RemovedStep } from "../../lib/domain/records/removed-step.ts";
import { provisionIntents } from "../../lib/domain/step/attempts.ts";
import { deployedDigest } from "../../lib/domain/step/deployed-digest.ts";
import type { RunRecords } from "../../lib/ports/records/port.ts";
import { readDossier } from "../../lib/shared-use-cases/read-dossier.ts";
import type { TaskPorts } from "../../lib/tasks/tasks.ts";

/** What people approved for the steps of an environment. */
export type Approval = {
  /** Whether the run passed the gate without a decision, because every step was already as wanted. */
  readonly nothing: boolean;
  readonly steps: ReadonlyMap<string, DossierStep>;
};

/** What the last opened gate showed and approved of production; null for an environment whose steps no gate binds. */
export async function approvalFor(
  ports: Pick<TaskPorts<"provision-step">, "changes">,
  run: RunRecords,
  environment: Environment,
  scope: Scope,
): Promise<Approval | null> {
  const gate = gateThatBinds(environment, scope);
  if (gate === null) return null;
  const opened = run.entries
    .filter(isFact("open-gate", "outcome"))
    .findLast(({ detail }) => detail.gate === gate);
  if (opened === undefined || gateState(run.entries, gate) === "passed")
    return { nothing: true, steps: new Map() };
  const { steps } = await readDossier(ports, opened.detail.dossierDigest);
  return { nothing: false, steps: new Map(steps.map((step) => [step.step, step])) };
}

/**
 * Why the next effect on a step was not approved; null if it was. An effect may run if the step is still wanted as
 * it was shown, and its stack is still as it was shown or only this run has changed it since.
 */
export function beyondApproval(
  approval: Approval | null,
  run: RunRecords,
  step: Step,
  deployed: string | null,
): string | null {
  if (approval === null) return null;
  if (approval.nothing)
    return `the run passed the gate because nothing in production would change, but ${step.step} would change now`;
  const shown = approval.steps.get(step.step);
  if (shown === undefined) return `${step.step} was not on the approved page`;
  if (shown.wantedDigest !== deployedDigest(step))
    return `${step.step} is no longer wanted as the approved page showed it`;
  const touched = provisionIntents(run.entries, "production").some(
    (intent) => intent.step === step.step && intent.operation !== "close-ingress",
  );
  return touched || shown.baselineDigest === deployed
    ? null
    : `${step.step} was changed by someone else after it was shown`;
}

/** Why the removal of a step was not approved; null if it was: the page showed it as removed, and as it stands. */
export function removalBeyondApproval(
  approval: Approval | null,
  { step, deployedDigest: deployed }: RemovedStep,
): string | null {
  if (approval === null) return null;
  if (approval.nothing)
    return `the run passed the gate because nothing in production would change, but ${step} would be removed now`;
  const shown = approval.steps.get(step);
  if (shown?.removed !== true) return `the approved page did not show that ${step} is removed`;
  return shown.baselineDigest === deployed ? null : `${step} was changed by someone else before it was shown`;
}
