import * as z from "zod";
import { digestSchema } from "../canonical.ts";
import { doorSchema } from "./door.ts";
import { commitIdSchema } from "./manifest.ts";

/**
 * The detail of the event `Commit Pushed` (source `interlock`): a door has seen a new head of the watched branch, and
 * its build may begin. The same commit may be said more than once; it becomes one run.
 */
export const commitPushedSchema = z.strictObject({
  version: z.literal(1),
  application: z.string().min(1),
  door: doorSchema,
  /** The repository's name at the door. */
  repository: z.string().min(1).max(200),
  branch: z.string().min(1).max(256),
  commit: commitIdSchema,
  /** The head before the push; null if the branch is new, or if the commit was found without an event. */
  previous: commitIdSchema.nullable(),
});

/** What the event `Commit Pushed` says. */
export type CommitPushed = z.infer<typeof commitPushedSchema>;

/** The detail of the event `Change Submitted` (source `interlock`): a change is kept by its digest, and its run may begin. */
export const changeSubmittedSchema = z.strictObject({
  version: z.literal(1),
  changeDigest: digestSchema,
  planDigest: digestSchema,
  door: doorSchema,
  /** Whether the change keeps its place in the queue when a newer one comes. Absent: as the settings say. */
  keep: z.boolean().exactOptional(),
});

/** What the event `Change Submitted` says. */
export type ChangeSubmitted = z.infer<typeof changeSubmittedSchema>;

/**
 * The detail of the event `Change Queued` (source `interlock`): a change did not begin at once. It waits, or a newer one has
 * superseded it. A change that begins to wait may supersede one that waited before.
 */
export const changeQueuedSchema = z.strictObject({
  version: z.literal(1),
  application: z.string().min(1),
  run: z.string().min(1),
  outcome: z.enum(["waiting", "superseded"]),
});

/** What the event `Change Queued` says. */
export type ChangeQueued = z.infer<typeof changeQueuedSchema>;
