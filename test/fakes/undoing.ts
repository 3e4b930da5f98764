import type {
  AttemptedRollback,
  RollbackMove,
  Undoing,
} from "../../lib/domain/rollback/next-rollback-move.ts";
import type { ObservedStack } from "../../lib/domain/step/stack.ts";
import { observedStack } from "./observed-stack.ts";

/** What stood before the run. */
export const standingBefore = "a".repeat(64);

/** A stack as it is seen in a status that this run's own operation brought it to. */
export const changedStack = (status: string | null, about: Partial<ObservedStack> = {}): ObservedStack =>
  observedStack(status, { tokens: ["forward"], deployedDigest: "b".repeat(64), ...about });

const about = { owners: ["forward"], mayStillCome: false, isInTime: true };

/** What is owed of a stack. */
export const toAbsent: Undoing = { ...about, to: "absent" };
export const toKept: Undoing = { ...about, to: "kept", reason: "the plan keeps it" };
export const toBaseline: Undoing = { ...about, to: "baseline", digest: standingBefore };
export const toFound: Undoing = { ...about, owners: [], to: "found" };

/** What the rollback did last, under the token `back`. */
export const attempted = (
  operation: AttemptedRollback["operation"],
  more: Partial<AttemptedRollback> = {},
): AttemptedRollback => ({ operation, token: "back", attempt: 1, ...more });

/** The tokens of a stack that the rollback's last operation brought to where it is. */
export const byRollback = { tokens: ["back", "forward"] };

/** The step is undone. */
export const finished = (
  result: Extract<RollbackMove, { do: "finish" }>["result"],
  reason = "",
): RollbackMove => ({ do: "finish", result, reason });

/** The step cannot be undone. */
export const failed = (reason: string): RollbackMove => ({ do: "fail", reason });

/** Nobody may guess how. */
export const left = (words: string) => ({ do: "stop", reason: expect.stringContaining(words) });
