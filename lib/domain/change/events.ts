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
});

/** What the event `Change Submitted` says. */
export type ChangeSubmitted = z.infer<typeof changeSubmittedSchema>;
