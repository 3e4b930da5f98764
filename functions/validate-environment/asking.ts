import type { Environment, Scope } from "../../lib/domain/environment.ts";
import type { Entry } from "../../lib/domain/records/entry.ts";
import { isFact } from "../../lib/domain/records/facts.ts";
import { lastIntentIn } from "../../lib/domain/run/effects.ts";

/** What a detection found says nothing of what was changed long after it: the next look begins another one. */
const freshMs = 3 * 60 * 60_000;

/** One asking of the checks: all calls from the first until one records a validation. */
export type Asking = {
  /** When a call of it first found an answer missing; null before. */
  readonly sinceMs: number | null;
  /** The detections of drift that it began in the last hours, by step. */
  readonly detections: ReadonlyMap<string, string>;
};

/** The asking that is under way. It begins anew with every effect in the environment and after every validation. */
export function askingOf(
  entries: readonly Entry[],
  environment: Environment,
  scope: Scope,
  nowMs: number,
): Asking {
  const last = entries.findLastIndex(
    (entry) =>
      entry.action === "validate-environment" &&
      entry.detail.environment === environment &&
      entry.detail.scope === scope,
  );
  const awaited = entries
    .slice(Math.max(last, lastIntentIn(entries, environment)) + 1)
    .filter(isFact("await-checks", "observation"))
    .filter(({ detail }) => detail.environment === environment && detail.scope === scope);
  const fresh = awaited.filter(({ at }) => nowMs - Date.parse(at) < freshMs);
  return {
    sinceMs: awaited[0] === undefined ? null : Date.parse(awaited[0].at),
    detections: new Map(fresh.flatMap(({ detail }) => detail.detections.map(({ step, id }) => [step, id]))),
  };
}
