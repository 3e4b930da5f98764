import { digestOf } from "../../lib/domain/canonical.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import { progressOf } from "../../lib/domain/run/progress.ts";
import type { Concern } from "./concern.ts";

/**
 * Says on the bus how far the run at work has come, once for each move. The entries alone decide what is said, and what was said
 * last is kept afterwards: if it is killed in between, a move is said twice; none is left out. The end is another event's.
 */
export const tellMoves: Concern = async ({ records, bus, settings }, { runId }) => {
  if (runId === null) return {};
  const { entries } = await records.read(runId);
  if (entries.length === 0) return {};
  const { repository, commit } = openedWith(runId, entries);
  const environments = progressOf(entries);
  const move = digestOf({ runId, environments });
  if ((await records.lastMove()) === move) return {};
  const { application } = settings;
  await bus.runMoved({ version: 1, application, run: runId, repository, commit, environments });
  await records.keepMove(move);
  return { moved: 1 };
};
