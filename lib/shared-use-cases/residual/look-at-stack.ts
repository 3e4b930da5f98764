import type { Looked } from "../../domain/rollback/candidates.ts";
import type { Obligation } from "../../domain/rollback/steps-to-undo.ts";
import type { StandingStack } from "../../domain/step/stack.ts";
import { standingOf } from "../../domain/step/stack-status.ts";
import type { Changes } from "../../ports/changes/port.ts";
import { baselineDeployedDigest, readBaseline } from "../baseline.ts";

/** The current stack of a step, and this run's obligation for it; undefined if the run never touched the step. */
export type StackOfStep = {
  readonly step: string;
  readonly observed: StandingStack;
  readonly obligation: Obligation | undefined;
};

/** Whether a stack's resources should exist: the run did not touch it, restored it, or the plan keeps it. */
export const shouldExist = ({ obligation, observed }: StackOfStep): boolean =>
  standingOf(observed.status) !== "absent" && (obligation === undefined || obligation.undo.to !== "absent");

/** Whether a step's stack is as its obligation wants it. */
export async function lookAtStack(
  ports: { readonly changes: Changes },
  { obligation, observed }: StackOfStep,
): Promise<readonly Looked[]> {
  if (obligation === undefined) return [];
  const { undo, stackName } = obligation;
  const stack = {
    type: "AWS::CloudFormation::Stack",
    id: observed.stackId ?? stackName,
    from: "events",
  } as const;
  const exists = standingOf(observed.status) !== "absent";
  const how = `cloudformation:DescribeStacks: ${observed.status ?? "not found"}`;
  switch (undo.to) {
    case "absent": {
      if (!exists) return [{ ...stack, is: "gone", how }];
      // Also someone else's: the step's name must become free, and no one may guess what that stack is.
      return [{ ...stack, is: standingOf(observed.status) === "busy" ? "going" : "present", how }];
    }
    case "baseline": {
      const before = baselineDeployedDigest(await readBaseline(ports, undo.baselineDigest));
      const isAsBefore = observed.deployedDigest === before;
      return [
        isAsBefore
          ? { ...stack, is: "kept", how: `${how}, deployed as before this run` }
          : { ...stack, is: "present", how: `${how}, not deployed as before this run` },
      ];
    }
    case "kept":
    case "found":
      return exists ? [{ ...stack, is: "kept", how }] : [{ ...stack, is: "gone", how }];
  }
}
