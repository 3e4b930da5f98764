import type { Reading } from "../../lib/domain/check/probes.ts";
import { askAboutDrift, askAboutFacts } from "../../lib/domain/check/unchanged.ts";
import type { Environment, Scope } from "../../lib/domain/environment.ts";
import type { Entry } from "../../lib/domain/records/entry.ts";
import { isFact } from "../../lib/domain/records/facts.ts";
import { lastIntentIn } from "../../lib/domain/run/effects.ts";
import { provisionIntents } from "../../lib/domain/step/attempts.ts";
import type { DriftRead } from "./read-drift.ts";

/** A validation of an environment. */
export type Validation = Extract<Entry, { action: "validate-environment" }>;

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
 * What drift detection and the facts say about an environment that was validated before (21.03 section 5.1, "validated and
 * stable").
 */
export const confirmUnchanged = (
  { found }: DriftRead,
  environment: Environment,
  { detail }: Validation,
  readings: readonly Reading[],
): readonly Reading[] => [
  ...[...found].flatMap(([step, drift]) => askAboutDrift(drift, `${environment}/${step}`, detail.readings)),
  ...askAboutFacts(detail.readings, readings),
];

/**
 * What drift detection says about an environment that is validated for the first time in a run. What this run deployed is
 * the beginning. A step that it did not touch is compared with `earlier`, the last validation of an environment that stood
 * exactly like this one. Without one there is nothing to compare with. Detections that ended without a result show nothing
 * yet, so they are not readings.
 */
export const driftAtFirst = (
  { found }: DriftRead,
  environment: Environment,
  entries: readonly Entry[],
  earlier: Validation | null,
): readonly Reading[] => {
  const touched = new Set(provisionIntents(entries, environment).map(({ step }) => step));
  return [...found]
    .flatMap(([step, drift]) =>
      askAboutDrift(
        drift,
        `${environment}/${step}`,
        earlier === null || touched.has(step) ? null : earlier.detail.readings,
      ),
    )
    .filter(({ saw, answer }) => answer !== "unobservable" && saw !== "IN_SYNC" && saw !== "DRIFTED");
};
