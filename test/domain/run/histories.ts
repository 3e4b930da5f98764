import type { Json } from "../../../lib/domain/canonical.ts";
import type { HistoryAction } from "../../../lib/domain/records/actions.ts";
import { type Entry, emptyHead } from "../../../lib/domain/records/entry.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import { chainOf, tenOClockMs } from "../../fixtures/sample-entries.ts";

/** What was written, by whom, so many seconds after ten o'clock. */
export type Written = readonly [actor: string, seconds: number, fact: Fact];

/** The entries of what was written. */
export const written = (...all: readonly Written[]): readonly Entry[] => {
  let head = emptyHead;
  return all.flatMap(([actor, seconds, fact]) => {
    const next = chainOf([fact], { head, actor, seconds });
    head = next.head;
    return next.entries;
  });
};

/** An action from 100 to 200 seconds after ten o'clock that succeeded; `more` says it otherwise. */
export const did = (
  task: string,
  about: HistoryAction["about"] = {},
  answer: Json = null,
  more: Partial<HistoryAction> = {},
): HistoryAction => ({
  execution: "arn:execution:1",
  state: "A state",
  task,
  about,
  fromMs: tenOClockMs + 100_000,
  untilMs: tenOClockMs + 200_000,
  succeeded: true,
  answer,
  ...more,
});
/** An entry by an actor whose entries no action has to explain. */
export const somebody = (seconds: number, fact: Fact): Written => ["sue", seconds, fact];
