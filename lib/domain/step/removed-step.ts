import { type Environment, isInScope, type Scope } from "../environment.ts";
import type { RemovedStep } from "../records/removed-step.ts";

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
