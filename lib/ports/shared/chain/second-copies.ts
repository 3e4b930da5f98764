import type { Entry, KeptEntry } from "../../../domain/records/entry.ts";
import { createOnly } from "../objects.ts";
import type { Store } from "./entries.ts";

/** Makes the second copies of committed entries: the same bytes, create-only. */
export async function copyEntries(
  { bucketName }: Pick<Store, "bucketName">,
  chain: string,
  kept: readonly KeptEntry[],
): Promise<void> {
  await Promise.all(kept.map((entry) => createOnly(bucketName, copyKey(chain, entry), entry.bytes)));
}

/** The first key of a chain's second copies from entry `sequence` on: keys sort in the order of the entries. */
export const copiesFrom = (chain: string, sequence: number): string =>
  `${copiesOf(chain)}${String(sequence).padStart(8, "0")}`;

/** The prefix of all second copies of a chain. */
export const copiesOf = (chain: string): string => `infrastructure-records/21.03/${chain}/`;

/** The second copy's key. It contains the action, for people who look into the bucket. */
function copyKey(chain: string, { sequence, bytes }: KeptEntry): string {
  const { action } = JSON.parse(bytes) as Pick<Entry, "action">;
  return `${copiesFrom(chain, sequence)}-${action}.json`;
}
