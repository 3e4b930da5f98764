import {
  nextRollbackMove,
  type RollbackMove,
  type Undoing,
} from "../../../lib/domain/rollback/next-rollback-move.ts";
import type { ObservedStack } from "../../../lib/domain/step/next-move.ts";

const before = "a".repeat(64);
const seen = (status: string | null, about: Partial<ObservedStack> = {}): ObservedStack => ({
  status,
  stackId: null,
  lastToken: null,
  deployedDigest: "b".repeat(64),
  reason: "the bucket is not empty",
  ...about,
});
const gone: Undoing = { to: "absent" };
const restored: Undoing = { to: "baseline", digest: before };
const ours = { operation: "delete", token: "ours" } as const;

test.each<[string, ObservedStack, Undoing, typeof ours | null, RollbackMove["do"]]>([
  ["deletes what this run created", seen("CREATE_COMPLETE"), gone, null, "delete"],
  ["deletes a creation that failed", seen("ROLLBACK_COMPLETE"), gone, null, "delete"],
  ["waits for a creation that is still under way", seen("CREATE_IN_PROGRESS"), gone, null, "wait"],
  ["finishes when the stack is gone", seen(null), gone, ours, "finish"],
  [
    "fails when our own deletion was refused",
    seen("DELETE_FAILED", { lastToken: "ours" }),
    gone,
    ours,
    "fail",
  ],
  ["restores what this run updated", seen("UPDATE_COMPLETE"), restored, null, "restore"],
  [
    "finishes when the stack stands as before",
    seen("UPDATE_ROLLBACK_COMPLETE", { deployedDigest: before }),
    restored,
    null,
    "finish",
  ],
  ["fails when the stack to be restored is gone", seen(null), restored, null, "fail"],
  [
    "fails when our own restoration did not take",
    seen("UPDATE_ROLLBACK_COMPLETE", { lastToken: "ours" }),
    restored,
    ours,
    "fail",
  ],
  ["stops at a status that nobody knows", seen("FROZEN_IN_TIME"), gone, null, "stop"],
])("%s", (_what, observed, undoing, attempted, move) => {
  expect(nextRollbackMove(observed, undoing, attempted).do).toBe(move);
});
