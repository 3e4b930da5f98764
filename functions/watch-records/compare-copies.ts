import {
  compare,
  type Disagreement,
  differs,
  type KeptSpan,
  type Span,
} from "../../lib/domain/records/compare.ts";
import type { TaskPorts } from "../../lib/tasks/tasks.ts";

/**
 * The result of comparing a span of a chain: the table's entries, the disagreements, and the number of copies made.
 */
export type Compared = {
  readonly kept: KeptSpan;
  readonly disagreements: readonly Disagreement[];
  readonly made: number;
};

/**
 * Compares both copies of a span of a chain, and makes the copies that a killed writer left out. Copies cannot be
 * deleted, so it makes none of a table whose own chain is broken.
 * @param copied how many of the chain's entries, from its first, were seen with their copies before.
 */
export async function compareCopies(
  { ledger, copies }: TaskPorts<"watch-records">,
  chain: string,
  span: Span,
  copied: number,
): Promise<Compared> {
  // The bucket is read first: every entry that is copied by then is in the table when the table is read.
  const listed = await copies.list(chain, span);
  const kept = await ledger.keptIn(chain, span);
  const { table, bucket, uncopied, doubtful } = compare(kept, listed, copied);
  const read = await Promise.all(
    doubtful.map(async ({ entry, copy }) => differs(entry, copy, await copies.read(copy))),
  );
  const disagreements = [...table, ...bucket, ...read.filter((difference) => difference !== null)];
  if (table.length > 0) return { kept, disagreements, made: 0 };
  await Promise.all(uncopied.map((entry) => copies.make(chain, entry)));
  const last = span.from - 1 + kept.entries.length;
  if (last > copied) await ledger.markCopied(chain, last);
  return { kept, disagreements, made: uncopied.length };
}
