import { chainFacts, type Entry, emptyHead, type Head } from "../../lib/domain/records/entry.ts";
import type { Fact } from "../../lib/domain/records/facts.ts";

/** The run whose entries are chained here. */
export const runId = "shop-0123456789ab-1";

/** Ten o'clock: the seconds at which entries are written and actions happen are counted from it. */
export const tenOClockMs = Date.parse("2026-11-24T10:00:00.000Z");

/** A chain that says `facts`, written by the actor, so many seconds after ten o'clock. */
export const chainOf = (
  facts: readonly Fact[],
  { head = emptyHead as Head, actor = "somebody", seconds = 0 } = {},
) => chainFacts(head, facts, { runId, actor, at: new Date(tenOClockMs + seconds * 1_000).toISOString() });

/** Entries that say `facts`. */
export const entriesOf = (...facts: readonly Fact[]): readonly Entry[] => chainOf(facts).entries;
