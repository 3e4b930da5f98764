import type { Digest } from "../domain/canonical.ts";
import { envelopeDigest } from "../domain/records/dsse.ts";
import type { Entry } from "../domain/records/entry.ts";
import { isFact } from "../domain/records/facts.ts";
import type { Records } from "../ports/records/port.ts";

/** A run may wait for long behind others, so the order of claims is not quite the order of seals. */
const runsLookedAt = 5;

/** The seal that was made last, according to the records of the runs themselves. */
export type LastSeal = { readonly runId: string; readonly digest: Digest; readonly at: string };

/**
 * The last seal among the newest runs other than `runId`; null if none of them is sealed. The lease names it too, but the
 * lease is one item that somebody can delete or put back, and a run's entries are chained, signed and copied.
 */
export async function lastSeal(
  records: Pick<Records, "claims" | "read">,
  runId: string,
): Promise<LastSeal | null> {
  const others = (await records.claims()).filter((claim) => claim.runId !== runId).slice(0, runsLookedAt);
  const seals = await Promise.all(
    others.map(async (claim) => sealIn(claim.runId, (await records.read(claim.runId)).entries)),
  );
  return seals
    .filter((seal) => seal !== null)
    .reduce<LastSeal | null>((last, seal) => (last === null || seal.at > last.at ? seal : last), null);
}

function sealIn(runId: string, entries: readonly Entry[]): LastSeal | null {
  const seal = entries
    .filter(isFact("sign-receipt", "outcome"))
    .findLast(({ detail }) => detail.statement === "run-closed");
  return seal === undefined ? null : { runId, digest: envelopeDigest(seal.detail.envelope), at: seal.at };
}
