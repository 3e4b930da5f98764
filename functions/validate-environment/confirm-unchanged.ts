import type { Reading } from "../../lib/domain/check/probes.ts";
import { askAboutDrift, askAboutFacts, type StackDrift } from "../../lib/domain/check/unchanged.ts";
import type { Environment, Scope } from "../../lib/domain/environment.ts";
import type { Entry } from "../../lib/domain/records/entry.ts";
import type { Standing } from "../../lib/protocols/look-at-environment.ts";
import type { Patience } from "../../lib/protocols/patience.ts";
import type { TaskPorts } from "../../lib/tasks.ts";

type Validation = Extract<Entry, { action: "validate-environment" }>;

/** The validation that this one confirms: it held, and nothing was done to the environment since. Null if it is the first. */
export function validationToConfirm(
  entries: readonly Entry[],
  environment: Environment,
  scope: Scope,
): Validation | null {
  const touched = entries.findLastIndex(
    ({ kind, detail }) => kind === "intent" && "environment" in detail && detail.environment === environment,
  );
  const since = entries
    .slice(touched + 1)
    .filter((entry) => entry.action === "validate-environment")
    .filter(({ detail }) => detail.environment === environment && detail.scope === scope && detail.held);
  return since[0] ?? null;
}

/**
 * Asks whether an environment that was validated has changed since: by CloudFormation's drift detection, and by the facts
 * that were read when it was validated (21.03 section 5.1, "validated and stable"). Null while CloudFormation looks.
 */
export async function confirmUnchanged(
  { driftDetector }: TaskPorts<"validate-environment">,
  stands: readonly Standing[],
  environment: Environment,
  validated: Validation,
  readings: readonly Reading[],
  patient: Patience,
): Promise<readonly Reading[] | null> {
  const sinceMs = Date.parse(validated.at);
  const look = ({ observed: { stackId } }: Standing): Promise<StackDrift | null> =>
    driftDetector.drift(stackId ?? "", sinceMs);
  const standing = stands.filter(({ observed }) => observed.stackId !== null);
  let found = await Promise.all(standing.map(look));
  while (found.includes(null) && (await patient.lookAgain()))
    found = await Promise.all(standing.map((one, index) => found[index] ?? look(one)));
  if (found.includes(null)) return null;
  const ofStacks = standing.flatMap(({ step }, index) => {
    const drift = found[index] ?? null;
    return drift === null ? [] : askAboutDrift(drift, `${environment}/${step.step}`);
  });
  return [...ofStacks, ...askAboutFacts(validated.detail.readings, readings)];
}
