import {
  type AttemptedRollback,
  nextRollbackMove,
  type RollbackMove,
  type Undoing,
} from "../../../lib/domain/rollback/next-rollback-move.ts";
import type { ObservedChangeSet } from "../../../lib/domain/step/change-set.ts";
import type { ObservedStack } from "../../../lib/domain/step/next-move.ts";

const before = "a".repeat(64);
const seen = (status: string | null, about: Partial<ObservedStack> = {}): ObservedStack => ({
  status,
  stackId: null,
  tokens: ["forward"],
  changeSet: null,
  deployedDigest: "b".repeat(64),
  reason: "the bucket is not empty",
  ...about,
});
const changeSet = (status: string, executionStatus = "AVAILABLE"): ObservedChangeSet => ({
  status,
  executionStatus,
  reason: status === "FAILED" ? "no export named vpc" : "",
  changes: [],
});
const gone: Undoing = { to: "absent", owners: ["forward"], mayStillCome: false, isInTime: true };
const kept: Undoing = {
  to: "kept",
  owners: ["forward"],
  reason: "the plan keeps it",
  mayStillCome: false,
  isInTime: true,
};
const restored: Undoing = {
  to: "baseline",
  digest: before,
  owners: ["forward"],
  mayStillCome: false,
  isInTime: true,
};
const did = (operation: AttemptedRollback["operation"], attempt = 1): AttemptedRollback => ({
  operation,
  token: "back",
  attempt,
  ...(operation === "prepare" || operation === "restore" ? { changeSet: "two" } : {}),
});
const failedDeletion = seen("DELETE_FAILED", { tokens: ["back", "forward"] });

type Case = [string, ObservedStack, AttemptedRollback | null, RollbackMove["do"]];

describe("what this run created", () => {
  test.each<Case>([
    ["is deleted", seen("CREATE_COMPLETE"), null, "delete"],
    ["is deleted when its creation failed", seen("ROLLBACK_COMPLETE"), null, "delete"],
    ["is deleted when even its creation's rollback failed", seen("ROLLBACK_FAILED"), null, "delete"],
    ["is deleted when only its shell stands", seen("REVIEW_IN_PROGRESS", { tokens: [] }), null, "delete"],
    [
      "is left to end its creation, so that every resource is known",
      seen("CREATE_IN_PROGRESS"),
      null,
      "wait",
    ],
    ["is waited for while its creation is rolled back", seen("ROLLBACK_IN_PROGRESS"), null, "wait"],
    ["is waited for while it is deleted", seen("DELETE_IN_PROGRESS"), did("delete"), "wait"],
    ["is gone when the stack is", seen(null), did("delete"), "finish"],
    ["is deleted again when a worker died before it asked", seen("CREATE_COMPLETE"), did("delete"), "delete"],
    ["is deleted again when a deletion failed", failedDeletion, did("delete"), "delete"],
    ["could not be undone when three deletions failed", failedDeletion, did("delete", 3), "fail"],
    [
      "is left to people when the stack is somebody else's",
      seen("CREATE_COMPLETE", { tokens: ["theirs"] }),
      null,
      "stop",
    ],
    [
      "is left to people when somebody else's stack is wedged",
      seen("UPDATE_ROLLBACK_FAILED", { tokens: [] }),
      null,
      "stop",
    ],
    ["is left to people while somebody imports", seen("IMPORT_COMPLETE"), null, "stop"],
    ["is left to people in a status that nobody knows", seen("FROZEN_IN_TIME"), null, "stop"],
  ])("%s", (_what, observed, attempted, move) => {
    expect(nextRollbackMove(observed, gone, attempted).do).toBe(move);
  });

  test("is not called gone while its creation may still come", () => {
    expect(nextRollbackMove(seen(null), { ...gone, mayStillCome: true }, null).do).toBe("wait");
  });

  test("is deleted while it is being created only if that takes longer than the plan allows", () => {
    expect(nextRollbackMove(seen("CREATE_IN_PROGRESS"), { ...gone, isInTime: false }, null).do).toBe(
      "delete",
    );
  });

  test("has no leftover deleted under it while its creation may still come", () => {
    const leftover = seen("ROLLBACK_COMPLETE", { tokens: ["theirs"] });

    expect(nextRollbackMove(leftover, { ...gone, mayStillCome: true }, null).do).toBe("wait");
  });

  test("is deleted whoever made it, where it goes in any case", () => {
    const anybody: Undoing = { ...gone, owners: null };

    expect(nextRollbackMove(seen("CREATE_COMPLETE", { tokens: ["theirs"] }), anybody, null).do).toBe(
      "delete",
    );
  });
});

describe("what the plan keeps", () => {
  test.each<Case>([
    ["is kept where it came to stand", seen("CREATE_COMPLETE"), null, "finish"],
    ["is waited for while it is created", seen("CREATE_IN_PROGRESS"), null, "wait"],
    ["is deleted where its creation failed", seen("ROLLBACK_COMPLETE"), null, "delete"],
    ["is left to people where somebody's deletion failed", seen("DELETE_FAILED"), null, "stop"],
  ])("%s", (_what, observed, attempted, move) => {
    expect(nextRollbackMove(observed, kept, attempted).do).toBe(move);
  });

  test("is named with the reason", () => {
    expect(nextRollbackMove(seen("CREATE_COMPLETE"), kept, null)).toEqual({
      do: "finish",
      result: "kept",
      reason: "the plan keeps it",
    });
  });
});

describe("what this run updated", () => {
  const asBefore = { deployedDigest: before };
  test.each<Case>([
    ["gets a change set back to what was there", seen("UPDATE_COMPLETE"), null, "prepare"],
    [
      "is restored by it",
      seen("UPDATE_COMPLETE", { changeSet: changeSet("CREATE_COMPLETE") }),
      did("prepare"),
      "restore",
    ],
    [
      "is restored by it again",
      seen("UPDATE_COMPLETE", { changeSet: changeSet("CREATE_COMPLETE") }),
      did("restore"),
      "restore",
    ],
    [
      "is waited for while it is made",
      seen("UPDATE_COMPLETE", { changeSet: changeSet("CREATE_PENDING") }),
      did("prepare"),
      "wait",
    ],
    ["gets it again when a worker died before it asked", seen("UPDATE_COMPLETE"), did("prepare"), "prepare"],
    ["is restored when it stands as before", seen("UPDATE_ROLLBACK_COMPLETE", asBefore), null, "finish"],
    ["has its update cancelled", seen("UPDATE_IN_PROGRESS"), null, "cancel-update"],
    ["is waited for once that was asked", seen("UPDATE_IN_PROGRESS"), did("cancel-update"), "wait"],
    [
      "is waited for while somebody else updates it",
      seen("UPDATE_IN_PROGRESS", { tokens: ["theirs"] }),
      null,
      "wait",
    ],
    [
      "makes CloudFormation go on where it gave up",
      seen("UPDATE_ROLLBACK_FAILED"),
      null,
      "continue-rollback",
    ],
    [
      "could not be undone when CloudFormation gave up again",
      seen("UPDATE_ROLLBACK_FAILED", { tokens: ["back", "forward"] }),
      did("continue-rollback"),
      "fail",
    ],
    ["could not be undone when it is gone", seen(null), null, "fail"],
    ["could not be undone when somebody tried to delete it", seen("DELETE_FAILED"), null, "fail"],
    [
      "could not be undone when our own restoration did not take",
      seen("UPDATE_ROLLBACK_COMPLETE", { tokens: ["back"] }),
      did("restore"),
      "fail",
    ],
    [
      "could not be undone when its change set was refused",
      seen("UPDATE_COMPLETE", { changeSet: changeSet("FAILED") }),
      did("prepare"),
      "fail",
    ],
    [
      "could not be undone when somebody else made it obsolete",
      seen("UPDATE_COMPLETE", { changeSet: changeSet("CREATE_COMPLETE", "OBSOLETE") }),
      did("prepare"),
      "fail",
    ],
    [
      "is left to people when its change set has a status that nobody knows",
      seen("UPDATE_COMPLETE", { changeSet: changeSet("FROZEN") }),
      did("prepare"),
      "stop",
    ],
  ])("%s", (_what, observed, attempted, move) => {
    expect(nextRollbackMove(observed, restored, attempted).do).toBe(move);
  });
});

describe("what this run found and did not change", () => {
  const found: Undoing = { to: "found", owners: [], mayStillCome: false, isInTime: true };

  test("is left as it is, also wedged", () => {
    expect(nextRollbackMove(seen("UPDATE_ROLLBACK_FAILED"), found, null)).toMatchObject({
      result: "untouched",
    });
    expect(nextRollbackMove(seen("UPDATE_IN_PROGRESS"), found, null).do).toBe("wait");
  });
});

describe("what this run only prepared", () => {
  const untouched = (about: Partial<ObservedStack> = {}) =>
    seen("CREATE_COMPLETE", { tokens: ["theirs"], deployedDigest: before, ...about });

  test.each<Case>([
    [
      "loses its change set first, so that nobody late executes it",
      untouched({ changeSet: changeSet("CREATE_COMPLETE") }),
      null,
      "withdraw",
    ],
    ["loses it again", untouched({ changeSet: changeSet("CREATE_COMPLETE") }), did("withdraw"), "withdraw"],
    [
      "is waited for while somebody executes it",
      untouched({ changeSet: changeSet("CREATE_COMPLETE", "EXECUTE_IN_PROGRESS") }),
      null,
      "wait",
    ],
    ["is left as it is", untouched(), did("withdraw"), "finish"],
    [
      "is left to people when somebody else changed it",
      untouched({ deployedDigest: "c".repeat(64) }),
      null,
      "stop",
    ],
  ])("%s", (_what, observed, attempted, move) => {
    expect(nextRollbackMove(observed, restored, attempted).do).toBe(move);
  });

  test("is named as untouched", () => {
    expect(nextRollbackMove(untouched(), restored, null)).toMatchObject({ result: "untouched" });
  });

  test("is not called untouched while an update by request may still come", () => {
    expect(nextRollbackMove(untouched(), { ...restored, mayStillCome: true }, null).do).toBe("wait");
  });
});
