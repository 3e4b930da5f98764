import * as z from "zod";
import { digestSchema } from "../canonical.ts";
import { type Environment, environments, isInScope, parts, type Scope } from "../environment.ts";

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

/** The removed steps as the first entry lists them; absent in runs that never looked for any. */
type Opened = { readonly removed?: readonly RemovedStep[] | undefined };

/** The removed steps of an environment, each before those that it depends on: the order in which they are deleted. */
export const removedFrom = ({ removed = [] }: Opened, environment: Environment): readonly RemovedStep[] =>
  removed.filter((step) => step.environment === environment);

/**
 * The last scope of an environment. What the change no longer has goes when everything that may still use it is as the
 * change wants it: in production, that is behind the release.
 */
export const removalScope = (environment: Environment): Scope =>
  environment === "production" ? "ingress" : "everything";

/** The removed steps that are public: under a plan that closes ingress for an update, they go first. */
export const removedIngress = (opened: Opened, environment: Environment): readonly RemovedStep[] =>
  removedFrom(opened, environment).filter(({ part }) => isInScope(part, "ingress"));
