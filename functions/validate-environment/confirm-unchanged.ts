import type { Reading } from "../../lib/domain/check/probes.ts";
import { askAboutDrift, askAboutFacts } from "../../lib/domain/check/unchanged.ts";
import type { Environment, Scope } from "../../lib/domain/environment.ts";
import type { Entry } from "../../lib/domain/records/entry.ts";
import { isFact } from "../../lib/domain/records/facts.ts";
import { lastIntentIn } from "../../lib/domain/run/effects.ts";
import type { ObservedStep } from "../../lib/shared-use-cases/look-at-environment.ts";
import type { Patience } from "../../lib/shared-use-cases/patience.ts";
import type { TaskPorts } from "../../lib/tasks.ts";

type Validation = Extract<Entry, { action: "validate-environment" }>;

/**
 * The validation that this one confirms: it held, and the environment has not been changed since. Null for the
 * first one.
 */
export function validationToConfirm(
  entries: readonly Entry[],
  environment: Environment,
  scope: Scope,
): Validation | null {
  const first = entries
    .slice(lastIntentIn(entries, environment) + 1)
    .filter(isFact("validate-environment", "observation"))
    .find(({ detail }) => detail.environment === environment && detail.scope === scope && detail.held);
  return first ?? null;
}

/**
 * Asks whether a validated environment has changed since, by CloudFormation's drift detection and by the facts read
 * at its validation (21.03 section 5.1, "validated and stable"). Null while the drift detection runs.
 */
export async function confirmUnchanged(
  { driftDetector }: TaskPorts<"validate-environment">,
  observedSteps: readonly ObservedStep[],
  environment: Environment,
  validated: Validation,
  readings: readonly Reading[],
  patient: Patience,
): Promise<readonly Reading[] | null> {
  const sinceMs = Date.parse(validated.at);
  const look = async ({ step, observed: { stackId } }: ObservedStep) => {
    const drift = await driftDetector.drift(stackId ?? "", sinceMs);
    return drift === null ? null : askAboutDrift(drift, `${environment}/${step.step}`);
  };
  const existing = observedSteps.filter(({ observed }) => observed.stackId !== null);
  let found = await Promise.all(existing.map(look));
  while (found.includes(null) && (await patient.lookAgain()))
    found = await Promise.all(existing.map((one, index) => found[index] ?? look(one)));
  const drifts = found.filter((one) => one !== null);
  if (drifts.length < found.length) return null;
  return [...drifts.flat(), ...askAboutFacts(validated.detail.readings, readings)];
}
