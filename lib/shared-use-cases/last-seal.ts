import type { Digest } from "../domain/canonical.ts";
import type { ChainHead } from "../domain/records/checkpoint.ts";
import { envelopeDigest } from "../domain/records/dsse.ts";
import type { Entry } from "../domain/records/entry.ts";
import { isFact } from "../domain/records/facts.ts";
import type { Records } from "../ports/records/port.ts";
import type { Signer } from "../ports/signer/port.ts";

/** A run may wait for long behind others, so the order of claims is not quite the order of seals. */
const runsLookedAt = 5;

/** The seal that was made last, and the highest epoch in which the runs of the newest seals worked. */
export type LastSeal = {
  readonly runId: string;
  readonly digest: Digest;
  readonly at: string;
  readonly epoch: number;
};

type Ports = {
  readonly records: Pick<Records, "claims" | "read" | "namedLately">;
  readonly signer: Pick<Signer, "keyring">;
};

/**
 * The last seal among the newest runs other than `runId`; null if none of them is sealed. The lease names it too, but the
 * lease is one item that somebody can delete or put back. A run's entries are chained, signed and copied, and signed checkpoints
 * name the runs: also one whose claim is gone.
 * @returns also a chain that a checkpoint saw and that is not there any more as it was; null if there is none.
 */
export async function lastSeal(
  { records, signer }: Ports,
  runId: string,
): Promise<{ readonly last: LastSeal | null; readonly lost: ChainHead | null }> {
  const [claims, named] = await Promise.all([
    records.claims(),
    signer.keyring().then((keyring) => records.namedLately(keyring)),
  ]);
  const newest = (runs: readonly string[]) => runs.filter((run) => run !== runId).slice(0, runsLookedAt);
  const others = new Set([
    ...newest(claims.map((claim) => claim.runId)),
    ...newest(named.map(({ chain }) => chain)),
  ]);
  const runs = await Promise.all([...others].map((run) => records.read(run)));
  const lost = runs.flatMap(({ runId: chain, entries }) =>
    named.filter((head) => head.chain === chain && !reaches(entries, head)),
  );
  const seals = runs.flatMap(({ runId: run, entries }) => sealIn(run, entries) ?? []);
  const epoch = Math.max(0, ...seals.map((seal) => seal.epoch));
  const last = seals.reduce<LastSeal | null>(
    (latest, seal) => (latest === null || seal.at > latest.at ? seal : latest),
    null,
  );
  return { last: last === null ? null : { ...last, epoch }, lost: lost[0] ?? null };
}

/** Whether a chain still has the entry that a checkpoint saw at its end. */
const reaches = (entries: readonly Entry[], { count, head }: ChainHead): boolean =>
  entries[count - 1]?.digest === head;

function sealIn(runId: string, entries: readonly Entry[]): LastSeal | null {
  const seal = entries
    .filter(isFact("sign-receipt", "outcome"))
    .findLast(({ detail }) => detail.statement === "run-closed");
  if (seal === undefined) return null;
  const epochs = [
    ...entries.filter(isFact("open-run", "observation")),
    ...entries.filter(isFact("recover-run", "observation")),
  ].map(({ detail }) => detail.epoch);
  return { runId, digest: envelopeDigest(seal.detail.envelope), at: seal.at, epoch: Math.max(0, ...epochs) };
}
