import { entryConflict } from "../../../domain/errors.ts";
import type { Head, KeptEntry } from "../../../domain/records/entry.ts";
import type { Fact } from "../../../domain/records/facts.ts";
import type { Clock } from "../../clock/port.ts";
import type { RunRecords } from "../../records/port.ts";
import type { Write } from "../records-table.ts";
import { appendWrites, readHead, type Store } from "./entries.ts";

/** Commits one transaction: null, or the indexes of the writes that did not go through. */
export type CommitTransaction = (
  next: { readonly writes: readonly Write[]; readonly run: RunRecords; readonly kept: readonly KeptEntry[] },
  ...more: readonly Write[]
) => Promise<readonly number[] | null>;

const attempts = 8;
/** A writer that lost a race pauses before it tries again, longer each time. */
const pauseMs = 5;

/**
 * Appends the decision of a person or the clock. It needs no lease, because the lease's holder waits for it. `prepare`
 * makes the facts and writes, or null if there is nothing left to append; it is called again after the state has moved.
 * @param head the end of the chain as the caller has just read it; null if the caller has not.
 * @throws EntryConflict if other writers won every attempt.
 */
export async function say<T extends { readonly writes: readonly Write[]; readonly facts: readonly Fact[] }>(
  {
    store,
    commit,
    clock,
  }: { readonly store: Store; readonly commit: CommitTransaction; readonly clock: Clock },
  {
    runId,
    actor,
    head = null,
  }: { readonly runId: string; readonly actor: string; readonly head?: Head | null },
  prepare: () => Promise<T | null>,
): Promise<T | null> {
  let said = await prepare();
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    if (said === null) return null;
    const known = attempt === 1 ? head : null;
    const run = { runId, entries: [], head: known ?? (await readHead(store, runId)) };
    const next = appendWrites(store, run, { actor, atMs: clock.nowMs() }, said.facts);
    const failed = await commit(next, ...said.writes);
    if (failed === null) return said;
    await clock.pause(pauseMs * attempt ** 2);
    // If only the chain has moved, the prepared facts are still true.
    if (failed.some((index) => index >= next.writes.length)) said = await prepare();
  }
  throw entryConflict(`${runId} was written to ${attempts} times meanwhile: try again`);
}
