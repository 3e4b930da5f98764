import * as z from "zod";
import { digestSchema } from "../canonical.ts";
import { environments, parts, scopes } from "../environment.ts";
import { gates } from "../gates.ts";
import { removedStepSchema } from "../records/removed-step.ts";
import { resourceChangeSchema } from "./resource-change.ts";

const environment = z.enum(environments);
const where = { environment, step: z.string().min(1) };
const published = {
  environment,
  /** What the CDK calls it. */
  name: z.string(),
  /** The SHA-256 of its bytes. */
  digest: digestSchema,
  bucketName: z.string(),
  objectKey: z.string(),
};
const reading = z.strictObject({
  check: z.string(),
  fact: z.string(),
  resource: z.string(),
  answer: z.enum(["held", "broken", "unobservable", "waived", "unasked"]),
  saw: z.string(),
});
const leftover = z.strictObject({
  type: z.string(),
  id: z.string(),
  state: z.enum(["present", "going", "unproven"]),
});
/** One resource that was looked for, and how it was seen. lib/domain/rollback/gone.ts says what gone means. */
const looked = z.strictObject({
  type: z.string(),
  id: z.string(),
  /** What named it: the stack's events, its tags, or its name. */
  from: z.enum(["events", "tags", "names"]),
  is: z.enum(["gone", "going", "present", "unproven", "kept", "foreign"]),
  how: z.string(),
});
const envelope = z.strictObject({
  payloadType: z.string(),
  payload: z.string(),
  signatures: z.array(z.strictObject({ keyid: z.string(), sig: z.string() })),
});

/** A public key of an identity provider (RFC 7517), without what verifies nothing. */
const jwk = z.strictObject({
  kty: z.string(),
  kid: z.string().optional(),
  alg: z.string().optional(),
  use: z.string().optional(),
  n: z.string().optional(),
  e: z.string().optional(),
  crv: z.string().optional(),
  x: z.string().optional(),
  y: z.string().optional(),
});

/**
 * Why a mail about a gate is sent: the gate opened, part of its time is over, someone else must know, or the last
 * try failed.
 */
export const occasions = ["asked", "reminder", "escalation", "retry"] as const;

/** A list that may be long: always its digest, its items only if they are few (lib/shared-use-cases/keep-list.ts). */
const list = <T extends z.ZodType>(item: T) =>
  z.strictObject({ count: z.int(), digest: digestSchema, items: z.array(item).nullable() });

/** How a step came to be as wanted. This decides how it is undone: deleted, restored, or left alone. */
export const provisionedAs = ["created", "updated", "untouched"] as const;

/**
 * Everything that the Infrastructure Records can say: action, then kind, then the shape of its detail. An intent is
 * written before its effect and an outcome after it. An observation changes nothing. A decision is a person's.
 */
export const factShapes = {
  "open-run": {
    observation: z.strictObject({
      documentId: z.string(),
      planDigest: digestSchema,
      changeDigest: digestSchema,
      /** Absent in runs that are named after their repository. */
      application: z.string().optional(),
      repository: z.string(),
      commit: z.string(),
      attempt: z.int(),
      execution: z.string(),
      epoch: z.int(),
      previousSeal: digestSchema.nullable(),
      /** Present if the change is a rehearsal: it is made to fail, to see how it is undone. */
      rehearsal: z.literal(true).optional(),
      waivers: z.array(z.strictObject({ check: z.string(), fact: z.string(), reason: z.string() })),
      /** Steps that stand and that the change no longer has, in the order in which they are removed; absent if there are none. */
      removed: z.array(removedStepSchema).optional(),
      /**
       * What may mean another thing after it was approved, under a plan that does not refuse it, with what it stands for when
       * the run opens; null if that cannot be read. Absent if there is nothing.
       */
      references: z
        .array(
          z.strictObject({
            environment,
            step: z.string(),
            seen: z.string(),
            reference: z.string().nullable(),
            is: z.string().nullable(),
          }),
        )
        .optional(),
      publicKeyFingerprint: digestSchema,
      /** The key that signs the run's decisions; absent in runs that were opened before decisions were signed. */
      decisionKeyFingerprint: digestSchema.optional(),
    }),
  },
  /** The run never starts: nobody is asked and nothing is changed. */
  "refuse-run": {
    observation: z.strictObject({
      reason: z.string(),
      /** Absent in runs that were sealed before refusals had a verdict of their own: those ended ROLLED_BACK. */
      verdict: z.literal("REFUSED").optional(),
    }),
  },
  "recover-run": {
    observation: z.strictObject({ execution: z.string(), epoch: z.int(), cause: z.string() }),
  },
  /** A file that the change brings along is put where the environment's templates expect it. */
  "publish-asset": {
    intent: z.strictObject(published),
    outcome: z.strictObject({
      ...published,
      result: z.enum(["published", "already-there", "refused"]),
      /** The version of the object; null in a bucket without versions. */
      versionId: z.string().nullable(),
      /** Why it was refused; empty if it was not. */
      reason: z.string(),
    }),
  },
  "provision-step": {
    intent: z.strictObject({
      ...where,
      part: z.enum(parts),
      operation: z.enum([
        "create",
        "prepare",
        "update",
        "delete-leftover",
        "continue-rollback",
        "close-ingress",
        "remove",
      ]),
      attempt: z.int(),
      stackName: z.string(),
      stackId: z.string().nullable(),
      token: z.string(),
      wantedDigest: digestSchema,
      baselineDigest: digestSchema.nullable(),
      /** The digest of the observed stack when its change set was requested. */
      fromDigest: digestSchema.optional(),
      changeSet: z.string().optional(),
      /** What the change set would do, as CloudFormation described it when Interlock accepted it. */
      changes: list(resourceChangeSchema).optional(),
    }),
    outcome: z.strictObject({
      ...where,
      part: z.enum(parts),
      result: z.enum([...provisionedAs, "removed", "ingress-closed", "failed", "unknown"]),
      reason: z.string(),
      /** The stack that the step created. */
      stackId: z.string().optional(),
    }),
  },
  "validate-environment": {
    observation: z.strictObject({
      environment,
      scope: z.enum(scopes),
      held: z.boolean(),
      /** One digest of all stacks of the environment: each stack's id, status and deployed digest. */
      description: digestSchema,
      readings: z.array(reading),
      /** What could be reached from outside: asked of production once its ingress is open. */
      exposed: z.array(z.string()).optional(),
    }),
  },
  /** A validation without all of its answers: what it still waits for, and the detections of drift that it began. */
  "await-checks": {
    observation: z.strictObject({
      environment,
      scope: z.enum(scopes),
      waitsFor: z.array(z.string()),
      detections: z.array(z.strictObject({ step: z.string(), id: z.string() })),
    }),
  },
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
      envelope: envelope.optional(),
      /** The provider's signed ID token, whose nonce is the digest of the statement, and the provider's keys at that moment. */
      signIn: z.strictObject({ idToken: z.string(), keys: z.array(jwk) }).optional(),
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
  "begin-rollback": { observation: z.strictObject({ environment, cause: z.string() }) },
  "roll-back-step": {
    intent: z.strictObject({
      ...where,
      operation: z.enum([
        "delete",
        "empty-bucket",
        "withdraw",
        "prepare",
        "restore",
        "recreate",
        "release",
        "cancel-update",
        "continue-rollback",
      ]),
      attempt: z.int(),
      stackName: z.string(),
      stackId: z.string().nullable(),
      token: z.string(),
      baselineDigest: digestSchema.nullable(),
      changeSet: z.string().optional(),
      /** What the change set would do, as CloudFormation described it when Interlock accepted it. */
      changes: list(resourceChangeSchema).optional(),
      bucket: z.string().optional(),
    }),
    outcome: z.strictObject({
      ...where,
      part: z.enum(parts),
      result: z.enum(["deleted", "restored", "kept", "untouched", "failed", "unknown"]),
      reason: z.string(),
    }),
  },
  "look-for-residual": {
    observation: z.strictObject({
      environment,
      /** Whether nothing is left. It counts as proved if two looks say so, a quiet period apart. */
      clean: z.boolean(),
      looked: list(looked),
    }),
  },
  "prove-rollback": {
    observation: z.strictObject({
      environment,
      proved: z.boolean(),
      resourcesSeen: z.int(),
      kept: z.array(z.string()),
      /** Resources that carry the environment's name but existed before the run, so the run does not undo them. */
      foreign: z.array(z.string()).optional(),
      residual: z.array(leftover),
      /** What the last look looked for, and how each resource was seen. */
      looked: list(looked).optional(),
    }),
  },
  /** Production after its ingress was closed: what of it can still be reached. */
  "confirm-closed": {
    observation: z.strictObject({
      environment,
      closed: z.boolean(),
      exposed: z.array(z.string()),
      /** What stays open outside the ingress, as the change record announced it. */
      announced: z.array(z.string()).optional(),
    }),
  },
  "confirm-preserved": {
    observation: z.strictObject({
      environment,
      same: z.boolean(),
      before: digestSchema,
      after: digestSchema,
    }),
  },
  "preserve-logs": {
    outcome: z.strictObject({
      environment,
      logGroups: z.array(z.string()),
      /** Whether every group could be read. */
      readable: z.boolean(),
      /** What was written to them since the run began, kept by digest; `complete` is false if there was more. */
      exports: z
        .array(
          z.strictObject({
            logGroup: z.string(),
            events: z.int(),
            complete: z.boolean(),
            digest: digestSchema.nullable(),
          }),
        )
        .optional(),
    }),
  },
  /** Ingress that this run closed is opened again after its rollback, under the release that covers what stands. */
  "reopen-ingress": {
    /** Whether production stands as its last release left it. If not, ingress stays closed, and `reason` says why. */
    observation: z.strictObject({
      environment,
      stands: z.boolean(),
      reason: z.string(),
      /** The run that was released, and the receipt of its release; null if there is none. */
      release: z.strictObject({ runId: z.string(), receipt: envelope }).nullable(),
      readings: z.array(reading),
    }),
    intent: z.strictObject({
      ...where,
      part: z.enum(parts),
      /** delete: what came of the opening is not what was released, so it is closed again. */
      operation: z.enum(["create", "delete"]),
      /** Why it is closed again; empty for an opening. */
      reason: z.string(),
      attempt: z.int(),
      stackName: z.string(),
      stackId: z.string().nullable(),
      token: z.string(),
      wantedDigest: digestSchema,
    }),
    outcome: z.strictObject({
      ...where,
      part: z.enum(parts),
      result: z.enum(["open", "closed", "unknown"]),
      reason: z.string(),
      exposed: z.array(z.string()),
    }),
  },
  /** A note in the control plane's own chain about something that belongs to no run. */
  note: {
    observation: z.strictObject({
      about: z.string(),
      detail: z.string(),
      /** The signed statement behind it, if a person resumed work or resolved a quarantine. */
      envelope: envelope.optional(),
    }),
  },
  "sign-receipt": {
    outcome: z.strictObject({
      statement: z.enum(["validated", "gate-passed", "ingress-closed", "nothing-left", "run-closed"]),
      about: z.string(),
      envelope,
    }),
  },
  /** A signed statement of where every chain ends, in the control plane's own chain. */
  "take-checkpoint": { outcome: z.strictObject({ number: z.int(), envelope }) },
  /** The keys of people's statements are new, or have replaced others; the envelope names them. */
  "name-keys": { outcome: z.strictObject({ envelope }) },
  /** A sealed run's histories were archived: their digests, and the run's head, are in the envelope. */
  "archive-history": { outcome: z.strictObject({ runId: z.string(), executions: z.int(), envelope }) },
  /** The two copies of the records disagree, or records and history do. */
  "find-divergence": {
    observation: z.strictObject({
      runId: z.string(),
      /** The entry that it is about; null if it is about none. */
      entry: z.int().nullable(),
      between: z.enum(["table and bucket", "entries and history"]),
      what: z.string(),
    }),
  },
} as const;

type Shapes = typeof factShapes;

/** One statement of an entry: action, kind, subject (what it is about, as a path) and the detail of that action. */
export type Fact = {
  [A in keyof Shapes]: {
    [K in keyof Shapes[A]]: Shapes[A][K] extends z.ZodType
      ? {
          readonly action: A;
          readonly kind: K;
          readonly subject: string;
          readonly detail: z.output<Shapes[A][K]>;
        }
      : never;
  }[keyof Shapes[A]];
}[keyof Shapes];

/** The facts of one action, or of one action and kind. */
export type FactOf<A extends Fact["action"], K extends Fact["kind"] = Fact["kind"]> = Extract<
  Fact,
  { action: A; kind: K }
>;

/** Whether a fact has this action and kind. Filters and finds narrow by it. */
export const isFact =
  <A extends Fact["action"], K extends Fact["kind"]>(action: A, kind: K) =>
  <F extends Fact>(fact: F): fact is Extract<F, { action: A; kind: K }> =>
    fact.action === action && fact.kind === kind;
