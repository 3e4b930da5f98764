import * as z from "zod";
import { canonicalJson, type Digest, digestSchema } from "../canonical.ts";
import { receiptRefused } from "../errors.ts";
import { type Envelope, openSigned, readStatement, statementType, type Trusted } from "./dsse.ts";

const predicateType = "urn:interlock:superseded";

/** A claimed change, by its run and its digest. */
export type NamedChange = { readonly runId: string; readonly changeDigest: Digest };

/** A change that never began, because a newer one took its place while it waited. */
export type Supersession = {
  readonly superseded: NamedChange;
  readonly successor: NamedChange;
  /** When the successor took the place: ISO 8601, UTC, milliseconds. */
  readonly at: string;
};

const named = z.strictObject({ name: z.string(), digest: z.strictObject({ sha256: digestSchema }) });
const statementSchema = z.strictObject({
  _type: z.literal(statementType),
  subject: z.tuple([named, named]),
  predicateType: z.literal(predicateType),
  predicate: z.strictObject({ at: z.string() }),
});

/** The bytes of the statement: an in-toto Statement v1 about the superseded change and its successor, as canonical JSON. */
export const supersessionPayload = ({ superseded, successor, at }: Supersession): Buffer =>
  Buffer.from(
    canonicalJson({
      _type: statementType,
      subject: [superseded, successor].map(({ runId, changeDigest }) => ({
        name: runId,
        digest: { sha256: changeDigest },
      })),
      predicateType,
      predicate: { at },
    }),
  );

const changeIn = ({ name, digest }: z.output<typeof named>): NamedChange => ({
  runId: name,
  changeDigest: digest.sha256,
});

/**
 * The supersession in an envelope that was signed with this key.
 * @throws ReceiptRefused as `openSigned`, or if the payload is not a supersession.
 */
export function openSupersession(envelope: Envelope, key: Trusted): Supersession {
  const payload = openSigned(envelope, key);
  const { subject, predicate } = readStatement(payload, statementSchema);
  const [superseded, successor] = subject;
  const supersession = { superseded: changeIn(superseded), successor: changeIn(successor), at: predicate.at };
  if (!supersessionPayload(supersession).equals(payload))
    throw receiptRefused("the supersession is not canonical JSON: sign what the control plane writes");
  return supersession;
}
