import * as z from "zod";
import { digestSchema } from "../canonical.ts";
import { parts } from "../environment.ts";
import { resourceChangeSchema } from "./resource-change.ts";
import { envelopeShape, environmentShape, listShape, readingShape, stepShape } from "./shapes.ts";

/** One resource that a proved rollback would not have left. */
const leftover = z.strictObject({
  type: z.string(),
  id: z.string(),
  state: z.enum(["present", "going", "unproven"]),
});

/** One resource that was looked for, and how it was seen. lib/domain/rollback/gone.ts says what gone means. */
export const lookedShape = z.strictObject({
  type: z.string(),
  id: z.string(),
  /** What named it: the stack's events, its tags, or its name. */
  from: z.enum(["events", "tags", "names"]),
  is: z.enum(["gone", "going", "present", "unproven", "kept", "foreign"]),
  how: z.string(),
});

/** What was written to a log group since the run began, kept by digest, or null for nothing; `complete` is false if there was more. */
const keptLogShape = z.strictObject({
  events: z.int(),
  complete: z.boolean(),
  digest: digestSchema.nullable(),
});

/**
 * What the Infrastructure Records can say of a rollback, up to the reopening of ingress that it closed: action, then kind, then
 * the shape of its detail.
 */
export const rollbackShapes = {
  "begin-rollback": { observation: z.strictObject({ environment: environmentShape, cause: z.string() }) },
  "roll-back-step": {
    intent: z.strictObject({
      ...stepShape,
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
      changes: listShape(resourceChangeSchema).optional(),
      bucket: z.string().optional(),
    }),
    outcome: z.strictObject({
      ...stepShape,
      part: z.enum(parts),
      result: z.enum(["deleted", "restored", "kept", "untouched", "failed", "unknown"]),
      reason: z.string(),
    }),
  },
  /**
   * Resources that only Cloud Control reads, which it read while they stood. That it does not find one of them later shows that it
   * is gone.
   */
  "see-standing": {
    observation: z.strictObject({
      ...stepShape,
      seen: listShape(z.strictObject({ type: z.string(), identifier: z.string() })),
    }),
  },
  /**
   * A log group that a service made by itself, since the run began, for something that its rollback deleted. Its newest events are
   * kept first.
   */
  "delete-log-group": {
    intent: z.strictObject({
      environment: environmentShape,
      logGroup: z.string(),
      /** When it was made. */
      createdAt: z.string(),
      kept: keptLogShape,
    }),
    outcome: z.strictObject({
      environment: environmentShape,
      logGroup: z.string(),
      result: z.enum(["deleted", "refused"]),
      /** Why it was refused; empty if it was not. */
      reason: z.string(),
    }),
  },
  "look-for-residual": {
    observation: z.strictObject({
      environment: environmentShape,
      /** Whether nothing is left. It counts as proved if two looks say so, a quiet period apart. */
      clean: z.boolean(),
      looked: listShape(lookedShape),
    }),
  },
  "prove-rollback": {
    observation: z.strictObject({
      environment: environmentShape,
      proved: z.boolean(),
      resourcesSeen: z.int(),
      kept: z.array(z.string()),
      /** Resources that carry the environment's name but existed before the run, so the run does not undo them. */
      foreign: z.array(z.string()).optional(),
      residual: z.array(leftover),
      /** What the last look looked for, and how each resource was seen. */
      looked: listShape(lookedShape).optional(),
    }),
  },
  /** Production after its ingress was closed: what of it can still be reached. */
  "confirm-closed": {
    observation: z.strictObject({
      environment: environmentShape,
      closed: z.boolean(),
      exposed: z.array(z.string()),
      /** What stays open outside the ingress, as the change record announced it. */
      announced: z.array(z.string()).optional(),
    }),
  },
  "confirm-preserved": {
    observation: z.strictObject({
      environment: environmentShape,
      same: z.boolean(),
      before: digestSchema,
      after: digestSchema,
    }),
  },
  "preserve-logs": {
    outcome: z.strictObject({
      environment: environmentShape,
      logGroups: z.array(z.string()),
      /** Whether every group could be read. */
      readable: z.boolean(),
      /** What was written to them since the run began, kept by digest; `complete` is false if there was more. */
      exports: z.array(z.strictObject({ logGroup: z.string(), ...keptLogShape.shape })).optional(),
    }),
  },
  /** Ingress that this run closed is opened again after its rollback, under the release that covers what stands. */
  "reopen-ingress": {
    /** Whether production stands as its last release left it. If not, ingress stays closed, and `reason` says why. */
    observation: z.strictObject({
      environment: environmentShape,
      stands: z.boolean(),
      reason: z.string(),
      /** The steps of ingress that the release covers, each of which is opened again; none where there is no release. */
      steps: z.array(z.string()),
      /** The run that was released, and the receipt of its release; null if there is none. */
      release: z.strictObject({ runId: z.string(), receipt: envelopeShape }).nullable(),
      readings: z.array(readingShape),
    }),
    intent: z.strictObject({
      ...stepShape,
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
      ...stepShape,
      part: z.enum(parts),
      result: z.enum(["open", "closed", "unknown"]),
      reason: z.string(),
      exposed: z.array(z.string()),
    }),
  },
} as const;
