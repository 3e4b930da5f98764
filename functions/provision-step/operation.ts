import type { Step } from "../../lib/domain/change/manifest.ts";
import type { Environment } from "../../lib/domain/environment.ts";
import type { FactOf } from "../../lib/domain/records/facts.ts";
import type { ObservedStack } from "../../lib/domain/step/stack.ts";
import type { Plan } from "../../lib/plan/schema.ts";
import type { Asked } from "../../lib/ports/stacks/port.ts";
import type { Approval } from "./approved.ts";

type Intent = FactOf<"provision-step", "intent">;

/** What an intent says about its operation, apart from the step that it concerns. */
export type Detail = Pick<Intent["detail"], "baselineDigest" | "fromDigest" | "changeSet" | "changes">;

/** An operation that is about to begin: what its intent says, and the effect that follows the intent. */
export type StepOperation = {
  readonly detail: Detail;
  readonly act: () => Promise<Asked<string>>;
};

/** The step that an operation is about to change, and what was observed there. */
export type OperationContext = {
  readonly environment: Environment;
  readonly step: Step;
  readonly plan: Plan;
  /** What the approved dossier showed; null if no dossier binds the environment. */
  readonly approval: Approval | null;
  readonly observed: ObservedStack;
  /** This run's last intent for the step; null before the first. */
  readonly attempted: Intent["detail"] | null;
  readonly token: string;
};
