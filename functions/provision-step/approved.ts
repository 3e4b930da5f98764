import type { Step } from "../../lib/domain/change/manifest.ts";
import type { Environment, Scope } from "../../lib/domain/environment.ts";
import type { DossierStep } from "../../lib/domain/gate/dossier.ts";
import { gateState } from "../../lib/domain/gate/gate-state.ts";
import { gateThatBinds } from "../../lib/domain/gates.ts";
import { isFact } from "../../lib/domain/records/facts.ts";
import { provisionIntents } from "../../lib/domain/step/attempts.ts";
import { deployedDigest } from "../../lib/domain/step/deployed-digest.ts";
import type { RunRecords } from "../../lib/ports/records/port.ts";
import { readDossier } from "../../lib/shared-use-cases/read-dossier.ts";
import type { TaskPorts } from "../../lib/tasks.ts";

/** What people allowed of an environment's steps; null where nobody is asked step by step. */
export type Approval = {
  /** Nothing: every step stood as wanted, so nobody was asked. */
  readonly nothing: boolean;
  readonly steps: ReadonlyMap<string, DossierStep>;
};

/** What was shown and approved of production before this; null for the other environments. */
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
 * Why the effect that is next for a step was not approved; null if it was. What was shown is what may run: the step as it
 * was wanted, over what stood there, unless this run has touched it since.
 */
export function beyondApproval(
  approval: Approval | null,
  run: RunRecords,
  step: Step,
  standing: string | null,
): string | null {
  if (approval === null) return null;
  if (approval.nothing)
    return `nobody was asked, because nothing of production was to change, and ${step.step} would be changed now`;
  const shown = approval.steps.get(step.step);
  if (shown === undefined) return `${step.step} was not on the page that was approved`;
  if (shown.wantedDigest !== deployedDigest(step)) return `${step.step} is not wanted as it was shown`;
  const touched = provisionIntents(run.entries, "production").some(
    (intent) => intent.step === step.step && intent.operation !== "close-ingress",
  );
  return touched || shown.baselineDigest === standing
    ? null
    : `${step.step} was changed by somebody else since it was shown`;
}
