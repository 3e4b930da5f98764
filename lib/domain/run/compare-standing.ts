import type { Entry } from "../records/entry.ts";
import { isFact } from "../records/facts.ts";

/** What holds all work back, as single items say it: each can be removed by one write. */
export type StandingItems = {
  readonly isStopped: boolean;
  /** The run that has the lease; null if none has it. */
  readonly holder: string | null;
  /** The runs whose quarantine is not resolved. */
  readonly quarantined: readonly string[];
};

/** A run whose seal says that its rollback is not proved. */
export type Unproved = { readonly runId: string; readonly sealedAt: string };

/** Something that held all work back and is gone, although nobody took it back. */
export type Removed = { readonly runId: string | null; readonly what: string };

/**
 * Where the emergency stop or a quarantine is gone and the control plane's chain does not say who ended it: whoever ends one
 * leaves a signed note in the same transaction.
 * @param own the newest entries of the control plane's chain, read while the items said the same.
 * @param unproved runs that were sealed in quarantine; those from before the first of these entries are not judged.
 */
export function compareStanding(
  own: readonly Entry[],
  { isStopped, holder, quarantined }: StandingItems,
  unproved: readonly Unproved[],
): readonly Removed[] {
  const notes = own.filter(isFact("note", "observation"));
  const ofStop = notes.findLast(({ detail }) => detail.about === "stop" || detail.about === "resume");
  const resolved = new Set(
    notes.filter(({ detail }) => detail.about === "resolve-quarantine").map(({ subject }) => subject),
  );
  const [first] = own;
  // A resolution comes after the seal, so a seal from before the first of these entries may have one that is not among them.
  const since = first === undefined ? "~" : first.sequence === 1 ? "" : first.at;
  const gone = unproved.filter(
    ({ runId, sealedAt }) =>
      sealedAt >= since && runId !== holder && !quarantined.includes(runId) && !resolved.has(runId),
  );
  return [
    ...(ofStop?.detail.about === "stop" && !isStopped
      ? [{ runId: null, what: `the emergency stop of ${ofStop.at} is gone, and nobody resumed work` }]
      : []),
    ...gone.map(({ runId }) => ({
      runId,
      what: "the run was sealed in quarantine; its quarantine is gone, and nobody resolved it",
    })),
  ];
}
