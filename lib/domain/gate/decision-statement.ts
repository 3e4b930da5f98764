import * as z from "zod";
import { canonicalJson, type Digest, digestSchema, sha256 } from "../canonical.ts";
import { isInterlockError, receiptRefused } from "../errors.ts";
import { type Gate, gates } from "../gates.ts";
import type { Jwk } from "../jwk.ts";
import {
  type Envelope,
  openSigned,
  readStatement,
  statementType,
  type VerifyingKey,
} from "../records/dsse.ts";
import type { FactOf } from "../records/facts.ts";
import { flawOfIdToken } from "./id-token.ts";

const predicateType = "urn:interlock:decision";

/** What one person decided, exactly: the statement that `decide` signs, and that nobody else can sign. */
export type DecisionStatement = {
  readonly runId: string;
  readonly gate: Gate;
  /** Everything that the person was shown. */
  readonly dossierDigest: Digest;
  readonly approver: string;
  readonly decision: "approve" | "reject";
  readonly reasonDigest: Digest;
  /** The digest of the link through which the person decided. */
  readonly linkDigest: Digest;
  /** What the decision rests on, in words, and the sign-in if the gate requires one. */
  readonly identity: {
    readonly basis: string;
    readonly signIn: {
      readonly issuer: string;
      readonly subject: string;
      /** Our client at the identity provider. */
      readonly audience: string;
    } | null;
  };
  /** 128 random bits in hexadecimal digits: no two statements are alike, and none can be guessed from its digest. */
  readonly salt: string;
  /** When the form arrived, in ISO 8601. */
  readonly at: string;
};

const statementSchema = z.strictObject({
  _type: z.literal(statementType),
  subject: z.tuple([
    z.strictObject({ name: z.literal("dossier"), digest: z.strictObject({ sha256: digestSchema }) }),
  ]),
  predicateType: z.literal(predicateType),
  predicate: z.strictObject({
    approver: z.string(),
    at: z.iso.datetime({ precision: 3 }),
    decision: z.enum(["approve", "reject"]),
    gate: z.enum(gates),
    identity: z.strictObject({
      basis: z.string(),
      signIn: z.strictObject({ audience: z.string(), issuer: z.string(), subject: z.string() }).nullable(),
    }),
    linkDigest: digestSchema,
    reasonDigest: digestSchema,
    runId: z.string(),
    salt: z.string().regex(/^[0-9a-f]{32}$/),
  }),
});

/** The bytes of a decision: an in-toto Statement v1 about the dossier, as canonical JSON. */
export function decisionPayload({ dossierDigest, ...predicate }: DecisionStatement): Buffer {
  return Buffer.from(
    canonicalJson({
      _type: statementType,
      subject: [{ name: "dossier", digest: { sha256: dossierDigest } }],
      predicateType,
      predicate,
    }),
  );
}

/** What a decision says of its reason. */
export const reasonDigest = (reason: string): Digest => sha256(`reason ${reason}`);

/** The name of a statement: the SHA-256 of its bytes. A sign-in for this decision has it as its nonce. */
export const statementDigest = (payload: Uint8Array): Digest => sha256(payload);

/** @throws ReceiptRefused if the payload is not a decision. */
function statementIn(payload: Buffer): DecisionStatement {
  const { subject, predicate } = readStatement(payload, statementSchema);
  return { ...predicate, dossierDigest: subject[0].digest.sha256 };
}

/**
 * The statement in bytes that nobody has signed yet; null if they hold no decision.
 * @param payload what `decide` kept until the sign-in was over.
 */
export function readDecision(payload: Buffer): DecisionStatement | null {
  try {
    return statementIn(payload);
  } catch {
    return null;
  }
}

/**
 * The decision in an envelope that this key signed.
 * @throws ReceiptRefused as `openSigned`, or if the payload is not a decision.
 */
export function openDecision(envelope: Envelope, key: VerifyingKey): DecisionStatement {
  const payload = openSigned(envelope, key);
  const statement = statementIn(payload);
  if (!decisionPayload(statement).equals(payload))
    throw receiptRefused("the decision is not canonical JSON: sign what the control plane writes");
  return statement;
}

/**
 * Why a decision's ID token does not prove that its person signed in for it; null if it does, or if it needs none.
 * @param pinned the identity provider's keys, if the reader knows them; otherwise those that were recorded are used.
 */
export function flawOfSignIn(
  { at, detail }: { readonly at: string; readonly detail: Decided },
  pinned: readonly Jwk[] | null,
): string | null {
  const { approver, gate, identity, envelope, signIn } = detail;
  if (identity === undefined) return null;
  const what = `the sign-in of ${approver} at ${gate}`;
  if (signIn === undefined || envelope === undefined || identity.audience === undefined)
    return `${what} has no ID token`;
  const payload = Buffer.from(envelope.payload, "base64");
  const says = readDecision(payload);
  if (says === null) return `${what} is for no decision`;
  const flaw = flawOfIdToken(signIn.idToken, pinned ?? signIn.keys, {
    issuer: identity.issuer,
    subject: identity.subject,
    audience: identity.audience,
    nonce: statementDigest(payload),
    fromMs: Date.parse(says.at),
    untilMs: Date.parse(at),
  });
  return flaw === null ? null : `${what}: ${flaw}`;
}

type Decided = FactOf<"decide-gate", "decision">["detail"];

/** The longest time from the form to its entry: for an entry at once, and for one that waits for a sign-in. */
const enteredWithinMs = { mailbox: 60_000, signIn: 15 * 60_000 };
/** The clocks of two functions may differ a little. */
const skewMs = 5_000;

/**
 * Why a decision's entry is not what its approver signed for through `decide`; null if it is.
 * @param key the decision key.
 */
export function flawOfStatement(
  { runId, at, detail }: { readonly runId: string; readonly at: string; readonly detail: Decided },
  key: VerifyingKey,
): string | null {
  const { gate, approver, envelope } = detail;
  const what = `the decision of ${approver} at ${gate}`;
  if (envelope === undefined) return `${what} is not signed by the decision key`;
  let says: DecisionStatement;
  try {
    says = openDecision(envelope, key);
  } catch (error) {
    if (!isInterlockError(error)) throw error;
    return `${what}: ${error.message}`;
  }
  const entered = {
    runId,
    gate,
    approver,
    decision: detail.decision,
    dossierDigest: detail.dossierDigest,
    reasonDigest: reasonDigest(detail.reason),
  };
  for (const [name, expected] of Object.entries(entered))
    if (says[name as keyof typeof entered] !== expected)
      return `${what} was signed for another ${name}: ${says[name as keyof typeof entered]}, not ${expected}`;
  const { basis, signIn } = says.identity;
  if (basis !== detail.basis) return `${what} was signed as resting on ${basis}, not on ${detail.basis}`;
  const { identity } = detail;
  if (
    signIn?.issuer !== identity?.issuer ||
    signIn?.subject !== identity?.subject ||
    signIn?.audience !== identity?.audience
  )
    return `${what} was signed for another person's sign-in`;
  const lateMs = Date.parse(at) - Date.parse(says.at);
  const mostMs = signIn === null ? enteredWithinMs.mailbox : enteredWithinMs.signIn;
  return lateMs < -skewMs || lateMs > mostMs + skewMs
    ? `${what} was signed at ${says.at}, and entered at ${at}`
    : null;
}
