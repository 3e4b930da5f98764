import type { Entry, KeptEntry } from "../../../domain/records/entry.ts";
import { createOnly } from "../objects.ts";
import type { Store } from "./entries.ts";

/** The second copy of what was committed: the same bytes, create-only. */
export async function copyEntries(
  { bucketName }: Pick<Store, "bucketName">,
  chain: string,
  kept: readonly KeptEntry[],
): Promise<void> {
  await Promise.all(kept.map((entry) => createOnly(bucketName, copyKey(chain, entry), entry.bytes)));
}

/** What the keys of a chain's second copies begin with, from entry `sequence` on: keys stand in the order of the entries. */
export const copiesFrom = (chain: string, sequence: number): string =>
  `${copiesOf(chain)}${String(sequence).padStart(8, "0")}`;

/** Under which all second copies of a chain stand. */
export const copiesOf = (chain: string): string => `infrastructure-records/21.03/${chain}/`;

/** The second copy's key: people who look into the bucket see what an entry is about. */
function copyKey(chain: string, { sequence, bytes }: KeptEntry): string {
  const { action } = JSON.parse(bytes) as Pick<Entry, "action">;
  return `${copiesFrom(chain, sequence)}-${action}.json`;
}
