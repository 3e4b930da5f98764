import * as z from "zod";
import { digestSchema } from "../canonical.ts";
import { environments, parts } from "../environment.ts";

/**
 * A step that stands, that an earlier run deployed and that the change no longer has. The first entry of the run lists them,
 * and nothing else is ever removed.
 */
export const removedStepSchema = z.strictObject({
  environment: z.enum(environments),
  /** The step's name, or its stack's name where the change gave the step's name to another stack. */
  step: z.string().min(1),
  part: z.enum(parts),
  stackName: z.string().min(1),
  stackId: z.string().min(1),
  /** What stood when the run was opened: only that is removed. */
  deployedDigest: digestSchema,
  /** Other removed steps that this one was provisioned after, so that it is removed before them. */
  dependsOn: z.array(z.string()),
});

/** A step that stands and that the change no longer has. */
export type RemovedStep = z.infer<typeof removedStepSchema>;
