import type { Span } from "../../lib/domain/records/compare.ts";

/** How many entries are compared at once, however long the chain has become. */
const spanEntries = 500;

/**
 * The spans to compare of a chain that never ends: its newest entries, which include all whose copies were not seen
 * yet, and one older span, in turn. A span ends with the entry that begins the next one, so that each entry is
 * compared together with its predecessor.
 */
export function spansOf(copied: number, turn: number): readonly Span[] {
  const newest = { from: Math.max(1, copied - spanEntries + 1), to: null };
  const older = Math.ceil((newest.from - 1) / spanEntries);
  if (older === 0) return [newest];
  const from = (turn % older) * spanEntries + 1;
  return [{ from, to: Math.min(from + spanEntries, newest.from) }, newest];
}
