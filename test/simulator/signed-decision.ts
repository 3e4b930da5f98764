import { sign } from "node:crypto";
import { decisionPayload, reasonDigest } from "../../lib/domain/gate/decision-statement.ts";
import { type Envelope, envelopeOf, keyFingerprint, signedBytes } from "../../lib/domain/records/dsse.ts";
import type { Decision } from "../../lib/ports/records/port.ts";
import { keyPairs } from "./services/kms.ts";

/** What a decision says, before it is signed. */
export type Said = Omit<Decision, "envelope">;

let salts = 0;

/** The bytes of the statement about a decision, as `decide` writes them. */
export function payloadOf({ invitation, decision, reason, basis, identity, atMs }: Said): Buffer {
  const { runId, gate, dossierDigest, approver, idDigest } = invitation;
  salts += 1;
  return decisionPayload({
    runId,
    gate,
    dossierDigest,
    approver,
    decision,
    reasonDigest: reasonDigest(reason),
    linkDigest: idDigest,
    identity: { basis, signIn: identity },
    salt: salts.toString(16).padStart(32, "0"),
    at: new Date(atMs).toISOString(),
  });
}

/** A payload that the decision key of every account in memory signed, or another one of its keys. */
export function signedBy(payload: Buffer, name: keyof typeof keyPairs = "decision"): Envelope {
  const { privateKey, publicKey } = keyPairs[name];
  const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
  return envelopeOf(payload, sign("sha256", signedBytes(payload), privateKey), keyFingerprint(pem));
}

/** The decision with the statement that `decide` would sign. */
export const signedDecision = (said: Said): Decision => ({ ...said, envelope: signedBy(payloadOf(said)) });
