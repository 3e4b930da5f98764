import type { ObservedChangeSet } from "../../lib/domain/step/change-set.ts";
import type { ObservedStack } from "../../lib/domain/step/stack.ts";

/** A stack as it is seen in a status: there is no change set, and of no operation it is known whose it was. */
export const observedStack = (status: string | null, about: Partial<ObservedStack> = {}): ObservedStack => ({
  status,
  stackId: status === null ? null : "arn:stack",
  tokens: [],
  changeSet: null,
  deployedDigest: null,
  reason: "it did not stabilise",
  ...about,
});

/** A change set that changes no resource, as it is seen in a status. */
export const observedChangeSet = (
  status: string,
  executionStatus = "AVAILABLE",
  reason = "",
): ObservedChangeSet => ({ status, executionStatus, reason, changes: [] });
