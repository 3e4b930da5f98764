import type { Span } from "../../lib/domain/records/compare.ts";

/** So many entries are compared at once, whatever the chain has grown to. */
const spanEntries = 500;

/**
 * What is looked at of a chain that never ends: its newest entries, among them all that were not yet seen with their copies,
 * and one older span, in turn. A span ends with the entry that the next one begins with, so that each entry is seen behind
 * the one before it.
 */
export function spansOf(copied: number, turn: number): readonly Span[] {
  const newest = { from: Math.max(1, copied - spanEntries + 1), to: null };
  const older = Math.ceil((newest.from - 1) / spanEntries);
  if (older === 0) return [newest];
  const from = (turn % older) * spanEntries + 1;
  return [{ from, to: Math.min(from + spanEntries, newest.from) }, newest];
}
