import * as z from "zod";
import { canonicalJson, type Digest, digestSchema } from "../canonical.ts";
import { receiptRefused } from "../errors.ts";
import { type Envelope, openSigned, readStatement, statementType, type VerifyingKey } from "./dsse.ts";

const predicateType = "urn:interlock:operation";

/** What people do outside of gates that a signature must vouch for. */
export const operations = ["resume", "resolve-quarantine", "adopt", "lift-window"] as const;

/**
 * What one person did to the control plane: agreed to resume work after a stop or to lift a freeze window, resolved a quarantine, or
 * adopted a commit. `resume-work`, `lift-window`, `resolve-quarantine` and `adopt-commit` sign it with the operators' key, which nobody else may use.
 */
export type Operation = {
  readonly operation: (typeof operations)[number];
  readonly by: string;
  /** The run or the repository that it is about, or the control plane. */
  readonly subject: string;
  /** The digest of what was said or seen besides: a stop's time and the code's digest, the reason and the look, or the commit. */
  readonly detailDigest: Digest;
  /** 128 random bits in hexadecimal digits. */
  readonly salt: string;
  /** ISO 8601, UTC, milliseconds. */
  readonly at: string;
};

const statementSchema = z.strictObject({
  _type: z.literal(statementType),
  subject: z.tuple([z.strictObject({ name: z.string(), digest: z.strictObject({ sha256: digestSchema }) })]),
  predicateType: z.literal(predicateType),
  predicate: z.strictObject({
    at: z.string(),
    by: z.string(),
    operation: z.enum(operations),
    salt: z.string().regex(/^[0-9a-f]{32}$/),
  }),
});

/** The bytes of an operation: an in-toto Statement v1 about what was done, as canonical JSON. */
export const operationPayload = ({ subject, detailDigest, ...predicate }: Operation): Buffer =>
  Buffer.from(
    canonicalJson({
      _type: statementType,
      subject: [{ name: subject, digest: { sha256: detailDigest } }],
      predicateType,
      predicate,
    }),
  );

/**
 * The operation in an envelope that this key signed.
 * @throws ReceiptRefused as `openSigned`, or if the payload is not an operation.
 */
export function openOperation(envelope: Envelope, key: VerifyingKey): Operation {
  const payload = openSigned(envelope, key);
  const { subject, predicate } = readStatement(payload, statementSchema);
  const operation: Operation = {
    ...predicate,
    subject: subject[0].name,
    detailDigest: subject[0].digest.sha256,
  };
  if (!operationPayload(operation).equals(payload))
    throw receiptRefused("the operation is not canonical JSON: sign what the control plane writes");
  return operation;
}
