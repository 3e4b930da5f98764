import * as z from "zod";
import { digestSchema } from "../canonical.ts";
import { parts, scopes } from "../environment.ts";
import { freezeShapes } from "./freeze-shapes.ts";
import { gateShapes } from "./gate-shapes.ts";
import { removedStepSchema } from "./removed-step.ts";
import { resourceChangeSchema } from "./resource-change.ts";
import { rollbackShapes } from "./rollback-shapes.ts";
import { envelopeShape, environmentShape, listShape, readingShape, stepShape } from "./shapes.ts";

/** A file that is put where the environment's templates expect it. */
const published = {
  environment: environmentShape,
  /** What the CDK calls it. */
  name: z.string(),
  /** The SHA-256 of its bytes. */
  digest: digestSchema,
  bucketName: z.string(),
  objectKey: z.string(),
  /** The change that deployed what stands, if the file is not this change's: a rollback may need it. */
  standing: digestSchema.optional(),
};

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
            environment: environmentShape,
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
      ...stepShape,
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
      changes: listShape(resourceChangeSchema).optional(),
    }),
    outcome: z.strictObject({
      ...stepShape,
      part: z.enum(parts),
      result: z.enum([...provisionedAs, "removed", "ingress-closed", "failed", "unknown"]),
      reason: z.string(),
      /** The stack that the step created. */
      stackId: z.string().optional(),
    }),
  },
  "validate-environment": {
    observation: z.strictObject({
      environment: environmentShape,
      scope: z.enum(scopes),
      held: z.boolean(),
      /** One digest of all stacks of the environment: each stack's id, status and deployed digest. */
      description: digestSchema,
      readings: z.array(readingShape),
      /** What could be reached from outside: asked of production once its ingress is open. */
      exposed: z.array(z.string()).optional(),
    }),
  },
  /** A validation without all of its answers: what it still waits for, and the detections of drift that it began. */
  "await-checks": {
    observation: z.strictObject({
      environment: environmentShape,
      scope: z.enum(scopes),
      waitsFor: z.array(z.string()),
      detections: z.array(z.strictObject({ step: z.string(), id: z.string() })),
    }),
  },
  ...freezeShapes,
  ...gateShapes,
  ...rollbackShapes,
  /** A note in the control plane's own chain about something that belongs to no run. */
  note: {
    observation: z.strictObject({
      about: z.string(),
      detail: z.string(),
      /** The signed statement behind it, if a person resumed work or resolved a quarantine. */
      envelope: envelopeShape.optional(),
    }),
  },
  "sign-receipt": {
    outcome: z.strictObject({
      statement: z.enum([
        "validated",
        "gate-passed",
        "window-lifted",
        "ingress-closed",
        "nothing-left",
        "run-closed",
      ]),
      about: z.string(),
      envelope: envelopeShape,
    }),
  },
  /** A signed statement of where every chain ends, in the control plane's own chain. */
  "take-checkpoint": { outcome: z.strictObject({ number: z.int(), envelope: envelopeShape }) },
  /** The keys of people's statements are new, or have replaced others; the envelope names them. */
  "name-keys": { outcome: z.strictObject({ envelope: envelopeShape }) },
  /** A signing key takes the place of the one before it; both sign the envelope. */
  "introduce-key": { outcome: z.strictObject({ envelope: envelopeShape }) },
  /** A sealed run's histories were archived: their digests, and the run's head, are in the envelope. */
  "archive-history": {
    outcome: z.strictObject({ runId: z.string(), executions: z.int(), envelope: envelopeShape }),
  },
  /** A waiting change never began: the envelope names the newer one that took its place. */
  "supersede-change": { outcome: z.strictObject({ successor: z.string(), envelope: envelopeShape }) },
  /** The two copies of the records disagree, or the records and the history, or the records and single items. */
  "find-divergence": {
    observation: z.strictObject({
      runId: z.string(),
      /** The entry that it is about; null if it is about none. */
      entry: z.int().nullable(),
      between: z.enum(["table and bucket", "entries and history", "entries and items"]),
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
