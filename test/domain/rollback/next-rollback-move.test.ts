import {
  type AttemptedRollback,
  nextRollbackMove,
  type RollbackMove,
  type Undoing,
} from "../../../lib/domain/rollback/next-rollback-move.ts";
import type { ObservedStack } from "../../../lib/domain/step/stack.ts";
import {
  attempted,
  byRollback,
  failed,
  finished,
  left,
  changedStack as stack,
  toAbsent,
  toBaseline,
  toFound,
  toKept,
} from "../../fixtures/rollback-moves.ts";

const theirs = { tokens: ["theirs"] };
const late = { isInTime: false };
const deleted = attempted("delete");
const remove: RollbackMove = { do: "delete" };
const wait: RollbackMove = { do: "wait" };
const help: RollbackMove = { do: "continue-rollback" };

type Move = RollbackMove | ReturnType<typeof left>;
type Case = [string, ObservedStack, AttemptedRollback | null, Move];

describe("a stack that this run created", () => {
  test.each<Case>([
    ["is deleted", stack("CREATE_COMPLETE"), null, remove],
    ["is deleted when its creation failed", stack("ROLLBACK_COMPLETE"), null, remove],
    ["is deleted when even its creation's rollback failed", stack("ROLLBACK_FAILED"), null, remove],
    ["is deleted when only its shell exists", stack("REVIEW_IN_PROGRESS", { tokens: [] }), null, remove],
    ["is deleted when it is wedged", stack("UPDATE_ROLLBACK_FAILED"), null, remove],
    ["is left to end its creation, so that every resource is known", stack("CREATE_IN_PROGRESS"), null, wait],
    ["is waited for while its creation is rolled back", stack("ROLLBACK_IN_PROGRESS"), null, wait],
    ["is waited for while it is deleted", stack("DELETE_IN_PROGRESS"), deleted, wait],
    ["is gone when the stack is", stack(null), deleted, finished("deleted")],
    ["never came to stand, and that is said", stack(null), null, finished("deleted", "nothing stood there")],
    [
      "fails at once when an export in use holds it",
      stack("UPDATE_COMPLETE", { reason: "Export shop:vpc cannot be deleted as it is in use by shop-side" }),
      deleted,
      failed("Export shop:vpc cannot be deleted as it is in use by shop-side"),
    ],
    [
      "is deleted although an export in use kept it from being updated",
      stack("UPDATE_ROLLBACK_COMPLETE", {
        reason: "Export shop:vpc cannot be updated as it is in use by till",
      }),
      null,
      remove,
    ],
    ["is left to people when the stack is another's", stack("CREATE_COMPLETE", theirs), null, left("else's")],
    [
      "is left to people when another's stack is wedged",
      stack("UPDATE_ROLLBACK_FAILED", { tokens: [] }),
      null,
      left("someone else's operation"),
    ],
    [
      "is left to people after an import that failed",
      stack("IMPORT_ROLLBACK_FAILED"),
      null,
      left("someone's import into the stack failed"),
    ],
    ["is left to people in an unknown status", stack("FROZEN"), null, left("the unknown status FROZEN")],
  ])("%s", (_what, observed, last, move) => {
    expect(nextRollbackMove(observed, toAbsent, last)).toEqual(move);
  });

  test.each<[string, ObservedStack]>([
    ["is not called gone", stack(null)],
    ["is not deleted", stack("CREATE_COMPLETE")],
    ["has no leftover deleted under it", stack("ROLLBACK_COMPLETE", theirs)],
  ])("%s while its creation may still come", (_what, observed) => {
    expect(nextRollbackMove(observed, { ...toAbsent, mayStillCome: true }, null)).toEqual(wait);
  });

  test("is deleted regardless of its creator, if it goes in any case", () => {
    const anybodys: Undoing = { ...toAbsent, owners: null };

    expect(nextRollbackMove(stack("CREATE_COMPLETE", theirs), anybodys, null)).toEqual(remove);
    expect(nextRollbackMove(stack("CREATE_IN_PROGRESS"), anybodys, null)).toEqual(wait);
  });
});

describe("a deletion", () => {
  const failedOnce = stack("DELETE_FAILED", byRollback);
  const fourth = attempted("delete", { attempt: 4 });

  test.each<Case>([
    ["is asked for again when a worker died before it asked", stack("CREATE_COMPLETE"), deleted, remove],
    ["is asked for again when one failed", failedOnce, deleted, remove],
    ["is asked for again if nothing came of the fourth", stack("CREATE_COMPLETE"), fourth, remove],
    [
      "is given up if the fourth failed, with what CloudFormation said",
      failedOnce,
      fourth,
      failed("it did not stabilise"),
    ],
  ])("%s", (_what, observed, last, move) => {
    expect(nextRollbackMove(observed, toAbsent, last)).toEqual(move);
  });

  test("that failed rests before the next one, and only then", () => {
    const resting: Undoing = { ...toAbsent, rests: true };

    expect(nextRollbackMove(failedOnce, resting, deleted)).toEqual(wait);
    expect(nextRollbackMove(failedOnce, resting, fourth)).toEqual(failed("it did not stabilise"));
    expect(nextRollbackMove(stack("CREATE_COMPLETE"), resting, deleted)).toEqual(remove);
  });
});

describe("a stack that takes longer than the plan allows", () => {
  test.each<[string, ObservedStack, Undoing, AttemptedRollback | null, RollbackMove]>([
    ["is deleted while it is created", stack("CREATE_IN_PROGRESS"), toAbsent, null, remove],
    [
      "is waited for while someone else creates it",
      stack("CREATE_IN_PROGRESS", theirs),
      toAbsent,
      null,
      wait,
    ],
    ["is waited for once its deletion was asked for", stack("CREATE_IN_PROGRESS"), toAbsent, deleted, wait],
    ["is waited for while it is rolled back", stack("ROLLBACK_IN_PROGRESS"), toAbsent, null, wait],
    ["is waited for where the plan keeps it", stack("CREATE_IN_PROGRESS"), toKept, null, wait],
  ])("%s", (_what, observed, undoing, last, move) => {
    expect(nextRollbackMove(observed, { ...undoing, ...late }, last)).toEqual(move);
  });
});

describe("a stack that the plan keeps", () => {
  test.each<Case>([
    [
      "is kept where it came to stand, with the reason",
      stack("CREATE_COMPLETE"),
      null,
      finished("kept", "the plan keeps it"),
    ],
    ["is waited for while it is created", stack("CREATE_IN_PROGRESS"), null, wait],
    ["is waited for while it is updated", stack("UPDATE_IN_PROGRESS"), null, wait],
    ["is deleted where its creation failed", stack("ROLLBACK_COMPLETE"), null, remove],
    ["never came to stand, and that is said", stack(null), null, finished("deleted", "nothing stood there")],
    ["is helped where it is wedged", stack("UPDATE_ROLLBACK_FAILED"), null, help],
    [
      "is left to people if someone else's deletion failed, with its failure",
      stack("DELETE_FAILED"),
      null,
      left("it did not stabilise"),
    ],
  ])("%s", (_what, observed, last, move) => {
    expect(nextRollbackMove(observed, toKept, last)).toEqual(move);
  });
});

describe("a stack that is wedged, and has to stay,", () => {
  const again = attempted("continue-rollback");

  test.each<Case>([
    ["is helped", stack("UPDATE_ROLLBACK_FAILED"), null, help],
    ["is helped if nothing came of the help", stack("UPDATE_ROLLBACK_FAILED"), again, help],
    [
      "is given up if our help did not help",
      stack("UPDATE_ROLLBACK_FAILED", byRollback),
      again,
      failed("it did not stabilise"),
    ],
  ])("%s", (_what, observed, last, move) => {
    expect(nextRollbackMove(observed, toBaseline, last)).toEqual(move);
  });
});

describe("a stack that this run found and did not change", () => {
  test("is left as it is, also wedged", () => {
    expect(nextRollbackMove(stack("UPDATE_ROLLBACK_FAILED"), toFound, null)).toEqual(finished("untouched"));
  });

  test("is waited for while someone else updates it", () => {
    expect(nextRollbackMove(stack("UPDATE_IN_PROGRESS"), toFound, null)).toEqual(wait);
  });
});

describe("a stack that goes and would leave something behind", () => {
  const released = "c".repeat(64);
  const toLeave: Undoing = {
    owners: ["forward"],
    mayStillCome: false,
    isInTime: true,
    to: "absent",
    released,
  };
  const releasing = attempted("release");

  test.each<[string, ReturnType<typeof stack>, AttemptedRollback | null, RollbackMove]>([
    ["is released first", stack("CREATE_COMPLETE"), null, { do: "release" }],
    [
      "is released again when a worker died before it asked",
      stack("CREATE_COMPLETE"),
      releasing,
      { do: "release" },
    ],
    [
      "is released also if nothing came of a deletion that was asked for while it was made",
      stack("CREATE_COMPLETE"),
      deleted,
      { do: "release" },
    ],
    [
      "is waited for meanwhile",
      stack("UPDATE_IN_PROGRESS", { tokens: ["back", "forward"] }),
      releasing,
      { do: "wait" },
    ],
    [
      "is deleted then",
      stack("UPDATE_COMPLETE", { tokens: ["back", "forward"], deployedDigest: released }),
      releasing,
      { do: "delete" },
    ],
    [
      "fails when CloudFormation undid that",
      stack("UPDATE_ROLLBACK_COMPLETE", { tokens: ["back", "forward"] }),
      releasing,
      { do: "fail", reason: "it did not stabilise" },
    ],
    ["is deleted as it is when its creation failed", stack("ROLLBACK_COMPLETE"), null, { do: "delete" }],
  ])("%s", (_what, observed, did, move) => {
    expect(nextRollbackMove(observed, toLeave, did)).toEqual(move);
  });

  test("is not touched if somebody else made it", () => {
    expect(nextRollbackMove(stack("CREATE_COMPLETE", { tokens: ["theirs"] }), toLeave, null)).toMatchObject({
      do: "stop",
    });
  });

  test("is waited for while its creation may still come", () => {
    expect(nextRollbackMove(stack("CREATE_COMPLETE"), { ...toLeave, mayStillCome: true }, null)).toEqual({
      do: "wait",
    });
  });
});
