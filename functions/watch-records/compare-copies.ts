import { compare, type Disagreement, differs } from "../../lib/domain/records/compare.ts";
import type { KeptChain } from "../../lib/ports.ts";
import type { TaskPorts } from "../../lib/tasks.ts";

/** What came of comparing a chain: how it stands in the table, what disagrees, how many copies were made. */
export type Compared = {
  readonly kept: KeptChain;
  readonly disagreements: readonly Disagreement[];
  readonly made: number;
};

/**
 * Compares both copies of a chain, and makes the copies that a killed writer did not. Copies cannot be taken back, so none
 * is made of a table whose own chain is broken.
 */
export async function compareCopies(
  { ledger, copies }: TaskPorts<"watch-records">,
  chain: string,
): Promise<Compared> {
  // The bucket first: whatever is copied by then is in the table by the time that is read.
  const [listed, copied] = await Promise.all([copies.list(chain), ledger.copied(chain)]);
  const kept = await ledger.kept(chain);
  const { table, bucket, uncopied, doubtful } = compare(kept, listed, copied);
  const read = await Promise.all(
    doubtful.map(async ({ entry, copy }) => differs(entry, copy, await copies.read(copy))),
  );
  const disagreements = [...table, ...bucket, ...read.filter((difference) => difference !== null)];
  if (table.length > 0) return { kept, disagreements, made: 0 };
  await Promise.all(uncopied.map((entry) => copies.make(chain, entry)));
  if (kept.entries.length > copied) await ledger.markCopied(chain, kept.entries.length);
  return { kept, disagreements, made: uncopied.length };
}
