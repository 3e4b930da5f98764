import * as z from "zod";
import { canonicalJson, type Digest, digestOf, digestSchema } from "../canonical.ts";
import { receiptRefused } from "../errors.ts";
import {
  type Envelope,
  keyFingerprint,
  openSigned,
  readStatement,
  statementType,
  type Trusted,
} from "./dsse.ts";

const predicateType = "urn:interlock:keys";

/** The keys that people's statements are signed with from now on, as PEM. */
export type NamedKeys = {
  readonly decision: string;
  readonly operator: string;
  /** The digest of the keys that these replace; null for the first. */
  readonly previous: Digest | null;
};

const statementSchema = z.strictObject({
  _type: z.literal(statementType),
  subject: z.tuple([
    z.strictObject({ name: z.literal("decision"), digest: z.strictObject({ sha256: digestSchema }) }),
    z.strictObject({ name: z.literal("operator"), digest: z.strictObject({ sha256: digestSchema }) }),
  ]),
  predicateType: z.literal(predicateType),
  predicate: z.strictObject({
    decision: z.string(),
    operator: z.string(),
    previous: digestSchema.nullable(),
  }),
});

/** The name of a pair of keys. */
export const keysDigest = ({ decision, operator }: Pick<NamedKeys, "decision" | "operator">): Digest =>
  digestOf({ decision, operator });

/** The bytes of the statement: an in-toto Statement v1 whose subjects are the keys' fingerprints, as canonical JSON. */
export const namedKeysPayload = ({ decision, operator, previous }: NamedKeys): Buffer =>
  Buffer.from(
    canonicalJson({
      _type: statementType,
      subject: [
        { name: "decision", digest: { sha256: keyFingerprint(decision) } },
        { name: "operator", digest: { sha256: keyFingerprint(operator) } },
      ],
      predicateType,
      predicate: { decision, operator, previous },
    }),
  );

/**
 * The keys in an envelope that the signing key signed.
 * @throws ReceiptRefused as `openSigned`, or if the payload does not name keys, or their fingerprints are others.
 */
export function openNamedKeys(envelope: Envelope, key: Trusted): NamedKeys {
  const payload = openSigned(envelope, key);
  const { predicate } = readStatement(payload, statementSchema);
  let written: Buffer;
  try {
    written = namedKeysPayload(predicate);
  } catch (error) {
    throw receiptRefused("the statement names a key that is not one in PEM", error);
  }
  if (!written.equals(payload)) throw receiptRefused("the named keys have other fingerprints");
  return predicate;
}
