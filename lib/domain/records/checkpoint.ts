import * as z from "zod";
import { canonicalJson, type Digest, digestSchema } from "../canonical.ts";
import { receiptRefused } from "../errors.ts";
import { type Envelope, openSigned, readStatement, statementType, type Trusted } from "./dsse.ts";

/** The chain of the entries that belong to no run. */
export const ownChain = "control-plane";

const predicateType = "urn:interlock:checkpoint";

/** How far a chain was: its entries, the digest of the last, and the digest of its archived history if it has one. */
export type ChainHead = {
  readonly chain: string;
  readonly count: number;
  readonly head: Digest;
  readonly history: Digest | null;
};

/**
 * A signed statement of where the chains end. With a checkpoint, anyone can tell that entries it covers are
 * missing. Checkpoints are chained themselves, and are taken when nothing happens too, so that they also vouch for
 * silence.
 */
export type Checkpoint = {
  /** From 1, without gaps. */
  readonly number: number;
  /** ISO 8601, UTC, milliseconds. */
  readonly at: string;
  /** Digest of the previous checkpoint's envelope; null only for the first. */
  readonly previous: Digest | null;
  /** The control plane's own chain, and every run that moved since the previous checkpoint. */
  readonly chains: readonly ChainHead[];
};

const statementSchema = z.strictObject({
  _type: z.literal(statementType),
  subject: z.array(z.strictObject({ name: z.string(), digest: z.strictObject({ sha256: digestSchema }) })),
  predicateType: z.literal(predicateType),
  predicate: z.strictObject({
    number: z.int().min(1),
    at: z.string(),
    previous: digestSchema.nullable(),
    chains: z.array(z.strictObject({ count: z.int().min(1), history: digestSchema.nullable() })),
  }),
});

/** The bytes of a checkpoint: an in-toto Statement v1 whose subjects are the heads, as canonical JSON. */
export const checkpointPayload = ({ number, at, previous, chains }: Checkpoint): Buffer =>
  Buffer.from(
    canonicalJson({
      _type: statementType,
      subject: chains.map(({ chain, head }) => ({ name: chain, digest: { sha256: head } })),
      predicateType,
      predicate: {
        number,
        at,
        previous,
        chains: chains.map(({ count, history }) => ({ count, history })),
      },
    }),
  );

/**
 * The checkpoint in an envelope that was signed with this key.
 * @throws ReceiptRefused as `openSigned`, or if the payload is not a checkpoint.
 */
export function openCheckpoint(envelope: Envelope, key: Trusted): Checkpoint {
  const payload = openSigned(envelope, key);
  const { subject, predicate } = readStatement(payload, statementSchema);
  const checkpoint: Checkpoint = {
    ...predicate,
    chains: subject.map(({ name, digest: { sha256 } }, index) => ({
      chain: name,
      head: sha256,
      count: predicate.chains[index]?.count ?? 0,
      history: predicate.chains[index]?.history ?? null,
    })),
  };
  if (!checkpointPayload(checkpoint).equals(payload))
    throw receiptRefused("the checkpoint's heads and counts do not match");
  return checkpoint;
}
