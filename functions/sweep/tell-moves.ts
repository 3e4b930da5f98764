import { digestOf } from "../../lib/domain/canonical.ts";
import { progressOf } from "../../lib/domain/run/progress.ts";
import type { Concern } from "./concern.ts";

/**
 * Says on the bus how far the run at work has come, once for each move. The entries alone decide what is said, and what was said
 * last is kept afterwards: if it is killed in between, a move is said twice; none is left out. The end is another event's.
 */
export const tellMoves: Concern = async ({ records, bus, settings: { application } }, { runId }) => {
  if (runId === null) return {};
  const { entries } = await records.read(runId);
  if (entries.length === 0) return {};
  const environments = progressOf(entries);
  const move = digestOf({ runId, environments });
  if ((await records.lastMove()) === move) return {};
  // A lease that somebody edited names a run that nobody claimed: there is no commit to speak of.
  const claim = await records.claimOf(runId);
  if (claim === null) return {};
  const { repository, commit } = claim;
  await bus.runMoved({ version: 1, application, run: runId, repository, commit, environments });
  await records.keepMove(move);
  return { moved: 1 };
};
