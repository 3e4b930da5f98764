import type { Digest } from "../canonical.ts";
import type { ObservedStack } from "../step/next-move.ts";
import { standingOf } from "../step/stack-status.ts";

/** How a step is undone: what this run created is deleted, what it updated is restored to its baseline. */
export type Undoing = { readonly to: "absent" } | { readonly to: "baseline"; readonly digest: Digest };

/** This run's last rollback intent for the step. */
export type AttemptedRollback = { readonly operation: "delete" | "restore"; readonly token: string };

/** The one thing to do next to undo a step. */
export type RollbackMove =
  | { readonly do: "delete" }
  | { readonly do: "restore" }
  | { readonly do: "wait" }
  | { readonly do: "finish"; readonly result: "deleted" | "restored" }
  | { readonly do: "fail"; readonly reason: string }
  | { readonly do: "stop"; readonly reason: string };

/** What to do next to undo a step. One attempt each: what our own token could not do is a failure. */
export function nextRollbackMove(
  observed: ObservedStack,
  undoing: Undoing,
  attempted: AttemptedRollback | null,
): RollbackMove {
  const standing = standingOf(observed.status);
  if (standing === "unknown" || standing === "foreign")
    return { do: "stop", reason: `the stack has the status ${observed.status}, which is nobody's of ours` };
  if (standing === "busy") return { do: "wait" };
  const ours = attempted !== null && observed.lastToken === attempted.token;
  if (undoing.to === "absent") {
    if (standing === "absent") return { do: "finish", result: "deleted" };
    return ours ? { do: "fail", reason: observed.reason } : { do: "delete" };
  }
  if (standing === "absent") return { do: "fail", reason: "the stack to be restored is gone" };
  if (observed.deployedDigest === undoing.digest && (standing === "settled" || standing === "restored"))
    return { do: "finish", result: "restored" };
  return ours ? { do: "fail", reason: observed.reason } : { do: "restore" };
}
