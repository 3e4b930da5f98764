import type { Entry } from "../../../lib/domain/records/entry.ts";

/** The median; of an even number of values, the upper one of the middle two. */
export const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Milliseconds as text in seconds. */
export const seconds = (ms: number): string => `${(ms / 1_000).toFixed(3)} s`;

/** How long a run waited for people, in milliseconds: from each gate's opening to its decision. */
export const peopleMs = (entries: readonly Entry[]): number =>
  entries.reduce((total, entry, index) => {
    if (entry.action !== "decide-gate") return total;
    const opened = entries.slice(0, index).findLast(({ action }) => action === "open-gate");
    return total + Date.parse(entry.at) - Date.parse(opened?.at ?? entry.at);
  }, 0);
