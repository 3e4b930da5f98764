import { canonicalJson, type Json } from "../../../domain/canonical.ts";
import { entryConflict } from "../../../domain/errors.ts";
import { ownChain } from "../../../domain/records/checkpoint.ts";
import type { Envelope } from "../../../domain/records/dsse.ts";
import type { Fact } from "../../../domain/records/facts.ts";
import type { Clock } from "../../clock/port.ts";
import type { Write } from "../records-table.ts";
import { appendWrites, readHead, type Store } from "./entries.ts";
import type { CommitTransaction } from "./say.ts";

/** An entry that belongs to no run: actor, topic, subject and detail. */
export type Note = {
  readonly actor: string;
  readonly about: string;
  readonly subject: string;
  readonly detail: Json;
  /** The signed statement behind it. */
  readonly envelope?: Envelope;
};

const attempts = 5;

/**
 * Appends to the control plane's own chain, after its current head, in one transaction with `more`.
 * @returns false if a condition of `more` did not hold: nothing was written.
 * @throws EntryConflict if other writers won every attempt.
 */
export async function enterInOwnChain(
  {
    store,
    commit,
    clock,
  }: { readonly store: Store; readonly commit: CommitTransaction; readonly clock: Clock },
  actor: string,
  fact: Fact,
  ...more: readonly Write[]
): Promise<boolean> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const chain = { runId: ownChain, entries: [], head: await readHead(store, ownChain) };
    const next = appendWrites(store, chain, { actor, atMs: clock.nowMs() }, [fact]);
    const failed = await commit(next, ...more);
    if (failed === null) return true;
    if (failed.some((index) => index >= next.writes.length)) return false;
  }
  throw entryConflict(`"${fact.action}" could not be entered in ${attempts} attempts: try again`);
}

/** Enters a note. As `enterInOwnChain`. */
export const noteIn = (
  store: Store,
  commit: CommitTransaction,
  clock: Clock,
  { actor, about, subject, detail, envelope }: Note,
  ...more: readonly Write[]
): Promise<boolean> =>
  enterInOwnChain(
    { store, commit, clock },
    actor,
    {
      action: "note",
      kind: "observation",
      subject,
      detail: { about, detail: canonicalJson(detail), ...(envelope === undefined ? {} : { envelope }) },
    },
    ...more,
  );
