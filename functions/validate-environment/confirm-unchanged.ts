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

/** The validation that this one confirms: it held, and nothing was done to the environment since. Null if it is the first. */
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
 * Asks whether an environment that was validated has changed since: by CloudFormation's drift detection, and by the facts
 * that were read when it was validated (21.03 section 5.1, "validated and stable"). Null while CloudFormation looks.
 */
export async function confirmUnchanged(
  { driftDetector }: TaskPorts<"validate-environment">,
  stands: readonly ObservedStep[],
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
  const standing = stands.filter(({ observed }) => observed.stackId !== null);
  let found = await Promise.all(standing.map(look));
  while (found.includes(null) && (await patient.lookAgain()))
    found = await Promise.all(standing.map((one, index) => found[index] ?? look(one)));
  const told = found.filter((one) => one !== null);
  if (told.length < found.length) return null;
  return [...told.flat(), ...askAboutFacts(validated.detail.readings, readings)];
}
