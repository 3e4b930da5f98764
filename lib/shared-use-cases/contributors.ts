import { type Change, peopleOf } from "../domain/change/manifest.ts";
import type { Person } from "../domain/change/person.ts";
import { isInterlockError } from "../domain/errors.ts";
import { type Adoption, openAdoption } from "../domain/records/adoption.ts";
import { readVerifyingKey } from "../domain/records/dsse.ts";
import type { Operation } from "../domain/records/operation.ts";
import type { Changes } from "../ports/changes/port.ts";
import type { Records } from "../ports/records/port.ts";
import type { VerifyingKeys } from "../ports/verifying-keys/port.ts";

type Ports = {
  readonly records: Pick<Records, "successes" | "adoption">;
  readonly changes: Pick<Changes, "change">;
  readonly verifyingKeys: Pick<VerifyingKeys, "operatorPem">;
};

/** Everyone who contributed, and the adoption from which they are counted; null if they are counted from no adoption. */
export type Contributors = {
  readonly people: readonly Person[];
  readonly adopted: { readonly commit: string; readonly by: string; readonly at: string } | null;
};

/**
 * Everyone who contributed to the change: to its own commits, and to those of every successful run since the commit
 * from which its contributors were counted. Null if no successful run here deployed that commit, and the Platform Owner
 * did not adopt it.
 */
export async function contributorsTo(ports: Ports, change: Change): Promise<Contributors | null> {
  const { records, changes } = ports;
  const { since } = change.contributors;
  const successes = await records.successes();
  let from = successes.findLastIndex(({ commit }) => commit === since);
  let adopted: Contributors["adopted"] = null;
  if (since !== null && from < 0) {
    const adoption = await records.adoption(change.repository);
    if (adoption?.commit !== since) return null;
    const signed = await signedBy(ports, adoption);
    if (signed === null) return null;
    adopted = { commit: since, by: signed.by, at: signed.at };
    from = successes.findIndex(({ runId }) => runId === adoption.after);
  }
  // If its contributors were counted from the beginning, every commit is already included.
  const later = since === null ? [] : successes.slice(from + 1);
  const others = await Promise.all(later.map(({ changeDigest }) => changes.change(changeDigest)));
  const all = [change, ...others].flatMap((one) => peopleOf(one));
  return {
    people: [...new Map(all.map((one) => [one.address.trim().toLowerCase(), one])).values()],
    adopted,
  };
}

/** What the Platform Owner signed; null if the row says something else, as only a forged one does. */
async function signedBy({ verifyingKeys }: Ports, adoption: Adoption): Promise<Operation | null> {
  try {
    return openAdoption(adoption, readVerifyingKey(await verifyingKeys.operatorPem()));
  } catch (error) {
    if (isInterlockError(error, "ReceiptRefused")) return null;
    throw error;
  }
}

/** Why the contributors of a change are unknown, and what to do. */
export const uncounted = ({ contributors }: Change): string =>
  `its contributors are counted since ${contributors.since}, which no run took that succeeded here, and which nobody adopted: submit it again`;
