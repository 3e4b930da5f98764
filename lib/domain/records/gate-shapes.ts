import * as z from "zod";
import { digestSchema } from "../canonical.ts";
import { gates } from "../gates.ts";
import { jwkSchema } from "../jwk.ts";
import { envelopeShape } from "./shapes.ts";

/**
 * Why a mail about a gate is sent: the gate opened, part of its time is over, someone else must know, or the last
 * try failed.
 */
export const occasions = ["asked", "reminder", "escalation", "retry"] as const;

/** What the Infrastructure Records can say of gates and decisions: action, then kind, then the shape of its detail. */
export const gateShapes = {
  "open-gate": {
    outcome: z.strictObject({
      gate: z.enum(gates),
      dossierDigest: digestSchema,
      approvers: z.array(z.string()),
      quorum: z.int(),
      expiresAtMs: z.int(),
    }),
  },
  /** A mail to one approver, accepted by the notification service or not. */
  "send-invitation": {
    outcome: z.strictObject({
      gate: z.enum(gates),
      dossierDigest: digestSchema,
      to: z.string(),
      occasion: z.enum(occasions),
      accepted: z.boolean(),
      reason: z.string(),
    }),
  },
  /**
   * The run is about to wait at a gate: the first time, and again each time something other than a decision wakes it.
   * `time` is an ordinal that counts from 1, not a moment.
   */
  "await-gate": { observation: z.strictObject({ gate: z.enum(gates), time: z.int() }) },
  /** What was shown has changed before it could run. The decision no longer counts, and the gate asks again. */
  "void-gate": {
    observation: z.strictObject({ gate: z.enum(gates), dossierDigest: digestSchema, reason: z.string() }),
  },
  /** Nothing in production would change, so the run passes the gate. `description` is a digest of production's stacks. */
  "pass-gate": {
    observation: z.strictObject({ gate: z.enum(gates), description: digestSchema, steps: z.int() }),
  },
  "decide-gate": {
    decision: z.strictObject({
      gate: z.enum(gates),
      decision: z.enum(["approve", "reject"]),
      approver: z.string(),
      /** What the decision rests on: possession of a mailbox, or a sign-in. */
      basis: z.string(),
      /** Who signed in, if the plan requires a sign-in. */
      identity: z
        .strictObject({
          issuer: z.string(),
          subject: z.string(),
          /** Our client at the provider; absent before decisions were signed. */
          audience: z.string().optional(),
        })
        .optional(),
      reason: z.string(),
      dossierDigest: digestSchema,
      /** The signed statement of the decision; absent in runs that were opened before decisions were signed. */
      envelope: envelopeShape.optional(),
      /** The provider's signed ID token, whose nonce is the digest of the statement, and the provider's keys at that moment. */
      signIn: z.strictObject({ idToken: z.string(), keys: z.array(jwkSchema.strict()) }).optional(),
    }),
  },
  "expire-gate": {
    observation: z.strictObject({
      gate: z.enum(gates),
      expiredAtMs: z.int(),
      /** Why the gate expired before its time: no one could be reached. */
      reason: z.string().optional(),
    }),
  },
} as const;
