import { canonicalJson, type Json } from "../../domain/canonical.ts";
import { entryConflict } from "../../domain/errors.ts";
import { ownChain } from "../../domain/records/checkpoint.ts";
import type { Clock } from "../../ports.ts";
import { appendWrites, readHead, type Store } from "./entries.ts";
import type { Commit } from "./say.ts";
import type { Write } from "./table.ts";

/** What belongs to no run: who says what about whom. */
export type Note = {
  readonly actor: string;
  readonly about: string;
  readonly subject: string;
  readonly detail: Json;
};

const attempts = 5;

/**
 * Appends to the control plane's own chain, in one transaction with `more`.
 * @returns false if a condition of `more` did not hold: nothing was written.
 */
export async function noteIn(
  store: Store,
  commit: Commit,
  clock: Clock,
  { actor, about, subject, detail }: Note,
  ...more: readonly Write[]
): Promise<boolean> {
  const fact = {
    action: "note",
    kind: "observation",
    subject,
    detail: { about, detail: canonicalJson(detail) },
  } as const;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const chain = { runId: ownChain, entries: [], head: await readHead(store, ownChain) };
    const next = appendWrites(store, chain, { actor, atMs: clock.nowMs() }, [fact]);
    const failed = await commit(next, ...more);
    if (failed === null) return true;
    if (failed.some((index) => index >= next.writes.length)) return false;
  }
  throw entryConflict(`"${about}" could not be noted in ${attempts} attempts: try again`);
}
