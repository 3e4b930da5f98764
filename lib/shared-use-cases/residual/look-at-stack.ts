import type { Looked } from "../../domain/rollback/candidates.ts";
import type { Obligation } from "../../domain/rollback/steps-to-undo.ts";
import type { StandingStack } from "../../domain/step/stack.ts";
import { standingOf } from "../../domain/step/stack-status.ts";
import type { Changes } from "../../ports/changes/port.ts";
import { baselineDeployedDigest, readBaseline } from "../baseline.ts";

/** A step's stack as it stands, and what this run owes it; a step that it never touched is owed nothing. */
export type StackOfStep = {
  readonly step: string;
  readonly stands: StandingStack;
  readonly obligation: Obligation | undefined;
};

/** Whether a stack's resources are to be there: the run did not touch it, restored it, or the plan keeps it. */
export const isMeantToStand = ({ obligation, stands }: StackOfStep): boolean =>
  standingOf(stands.status) !== "absent" && (obligation === undefined || obligation.undo.to !== "absent");

/** Whether a step's stack is as its obligation wants it. */
export async function lookAtStack(
  ports: { readonly changes: Changes },
  { obligation, stands }: StackOfStep,
): Promise<readonly Looked[]> {
  if (obligation === undefined) return [];
  const { undo, stackName } = obligation;
  const stack = {
    type: "AWS::CloudFormation::Stack",
    id: stands.stackId ?? stackName,
    from: "events",
  } as const;
  const isThere = standingOf(stands.status) !== "absent";
  const how = `cloudformation:DescribeStacks: ${stands.status ?? "not found"}`;
  switch (undo.to) {
    case "absent": {
      if (!isThere) return [{ ...stack, is: "gone", how }];
      // Also somebody else's: the step's name is to be free, and nobody may guess what stands there.
      return [{ ...stack, is: standingOf(stands.status) === "busy" ? "going" : "present", how }];
    }
    case "baseline": {
      const before = baselineDeployedDigest(await readBaseline(ports, undo.baselineDigest));
      const stood = stands.deployedDigest === before;
      return [
        stood
          ? { ...stack, is: "kept", how: `${how}, deployed as before this run` }
          : { ...stack, is: "present", how: `${how}, not deployed as before this run` },
      ];
    }
    case "kept":
    case "found":
      return isThere ? [{ ...stack, is: "kept", how }] : [{ ...stack, is: "gone", how }];
  }
}
