import {
  type AttemptedRollback,
  nextRollbackMove,
  type RollbackMove,
} from "../../../lib/domain/rollback/next-rollback-move.ts";
import type { ObservedStack } from "../../../lib/domain/step/stack.ts";
import { observedChangeSet } from "../../fixtures/observed-stack.ts";
import {
  attempted,
  byRollback,
  failed,
  finished,
  left,
  changedStack as stack,
  standingBefore,
  toBaseline,
  toRecreate,
} from "../../fixtures/rollback-moves.ts";

const ready = { changeSet: observedChangeSet("CREATE_COMPLETE") };
const taken = { changeSet: observedChangeSet("CREATE_COMPLETE", "EXECUTE_COMPLETE") };
const empty = { changeSet: observedChangeSet("FAILED", "UNAVAILABLE", "No updates are to be performed.") };
const asBefore = { deployedDigest: standingBefore };
const theirs = { tokens: ["theirs"] };
const preparing = attempted("prepare", { changeSet: "two" });
const restoring = attempted("restore", { changeSet: "two" });
const updating = attempted("restore");
const wait: RollbackMove = { do: "wait" };
const prepare: RollbackMove = { do: "prepare" };
const withdraw: RollbackMove = { do: "withdraw" };
const byChangeSet: RollbackMove = { do: "restore", by: "change-set" };
const byRequest: RollbackMove = { do: "restore", by: "request" };
const changedMeanwhile = failed("someone else changed the stack while it was restored");

type Case = [string, ObservedStack, AttemptedRollback | null, RollbackMove | ReturnType<typeof left>];

const stands = (about: Partial<ObservedStack> = {}) => stack("UPDATE_COMPLETE", about);

describe("a stack that this run updated", () => {
  test.each<Case>([
    ["gets a change set back to what was there", stands(), null, prepare],
    ["gets it although the run's own change set was executed", stands(taken), null, prepare],
    ["gets it again when a worker died before it asked", stands(), preparing, prepare],
    [
      "is waited for while it is made",
      stands({ changeSet: observedChangeSet("CREATE_PENDING") }),
      preparing,
      wait,
    ],
    ["is restored by it", stands(ready), preparing, byChangeSet],
    ["is restored by it again if nothing came of that", stands(ready), restoring, byChangeSet],
    ["is restored without one where there is nothing to change", stands(empty), preparing, byRequest],
    ["is restored so again if nothing came of that", stands(), updating, byRequest],
    ["is waited for once its change set is executed", stands(taken), restoring, wait],
    ["has its update cancelled", stack("UPDATE_IN_PROGRESS"), null, { do: "cancel-update" }],
    ["is waited for once that was asked", stack("UPDATE_IN_PROGRESS"), attempted("cancel-update"), wait],
    ["is waited for while someone else updates it", stack("UPDATE_IN_PROGRESS", theirs), null, wait],
    [
      "is waited for while CloudFormation undoes the update by itself",
      stack("UPDATE_ROLLBACK_IN_PROGRESS"),
      null,
      wait,
    ],
  ])("%s", (_what, observed, last, move) => {
    expect(nextRollbackMove(observed, toBaseline, last)).toEqual(move);
  });
});

describe("it is restored", () => {
  test.each<Case>([
    [
      "when our restoration brought back the earlier deployment",
      stands({ ...asBefore, ...byRollback, ...taken }),
      restoring,
      finished("restored"),
    ],
    [
      "when CloudFormation put it back itself",
      stack("UPDATE_ROLLBACK_COMPLETE", { ...asBefore, ...taken }),
      null,
      finished("restored"),
    ],
    ["when someone else restored it", stands({ ...asBefore, ...theirs }), preparing, finished("restored")],
  ])("%s", (_what, observed, last, move) => {
    expect(nextRollbackMove(observed, toBaseline, last)).toEqual(move);
  });
});

describe("it could not be restored", () => {
  test.each<Case>([
    ["when the stack is gone", stack(null), null, failed("the stack to be restored is gone")],
    [
      "when someone else tried to delete it, with CloudFormation's message",
      stack("DELETE_FAILED"),
      null,
      failed("someone tried to delete the stack to be restored: it did not stabilise"),
    ],
    [
      "when our own restoration did not take",
      stack("UPDATE_ROLLBACK_COMPLETE", { tokens: ["back"] }),
      updating,
      failed("it did not stabilise"),
    ],
    [
      "when it was carried out and the stack is deployed differently",
      stands({ ...byRollback, ...taken }),
      restoring,
      failed("it did not stabilise"),
    ],
    [
      "when its change set was refused, with why",
      stands({ changeSet: observedChangeSet("FAILED", "UNAVAILABLE", "no export named vpc") }),
      preparing,
      failed("no export named vpc"),
    ],
    [
      "when someone else made its change set obsolete",
      stands({ changeSet: observedChangeSet("CREATE_COMPLETE", "OBSOLETE") }),
      preparing,
      changedMeanwhile,
    ],
    ["when someone else executed it", stands(taken), preparing, changedMeanwhile],
    ["when someone else deleted it", stands(), restoring, changedMeanwhile],
    [
      "and is left to people, when its change set has an unknown status",
      stands({ changeSet: observedChangeSet("FROZEN", "SOLID") }),
      preparing,
      left("the unknown change set status FROZEN, SOLID"),
    ],
  ])("%s", (_what, observed, last, move) => {
    expect(nextRollbackMove(observed, toBaseline, last)).toEqual(move);
  });
});

describe("a stack whose update this run only prepared", () => {
  const untouched = (about: Partial<ObservedStack> = {}) =>
    stack("CREATE_COMPLETE", { ...theirs, ...asBefore, ...about });
  const withdrawn = attempted("withdraw");

  test.each<Case>([
    ["loses its change set first, so that no late worker executes it", untouched(ready), null, withdraw],
    ["loses it again", untouched(ready), withdrawn, withdraw],
    [
      "is waited for while someone executes it",
      untouched({ changeSet: observedChangeSet("CREATE_COMPLETE", "EXECUTE_IN_PROGRESS") }),
      null,
      wait,
    ],
    ["is left as it is", untouched(), withdrawn, finished("untouched")],
    ["is untouched also where nothing had to be withdrawn", untouched(), null, finished("untouched")],
    [
      "is left to people when someone else changed it",
      untouched({ deployedDigest: "c".repeat(64) }),
      null,
      left("something other than this run changed the stack"),
    ],
  ])("%s", (_what, observed, last, move) => {
    expect(nextRollbackMove(observed, toBaseline, last)).toEqual(move);
  });

  test("is not called untouched while an update by request may still come", () => {
    expect(nextRollbackMove(untouched(), { ...toBaseline, mayStillCome: true }, null)).toEqual(wait);
  });
});

describe("a stack that this run removed because the change no longer has it", () => {
  const recreating = attempted("recreate");
  const deleting = (attempt: number) => attempted("delete", { attempt });

  test.each<[string, ObservedStack, AttemptedRollback | null, RollbackMove]>([
    ["is made again once it is gone", stack(null), null, { do: "recreate" }],
    ["is made again when a worker died before it asked", stack(null), recreating, { do: "recreate" }],
    ["is waited for while it is made", stack("CREATE_IN_PROGRESS", byRollback), recreating, wait],
    [
      "is restored when it stands as before",
      stack("CREATE_COMPLETE", { ...byRollback, ...asBefore }),
      recreating,
      finished("restored"),
    ],
    [
      "fails when it does not stand as before",
      stack("CREATE_COMPLETE", byRollback),
      recreating,
      failed("the stack is not as it was although it was made again"),
    ],
    [
      "fails when it could not be made again",
      stack("ROLLBACK_COMPLETE", byRollback),
      recreating,
      failed("it did not stabilise"),
    ],
    [
      "fails when someone else's stack of its name is half gone",
      stack("DELETE_FAILED", theirs),
      recreating,
      failed("someone tried to delete the stack to be restored: it did not stabilise"),
    ],
    ["is removed to the end where CloudFormation gave up", stack("DELETE_FAILED"), null, { do: "delete" }],
    [
      "fails when that cannot be done either",
      stack("DELETE_FAILED", byRollback),
      deleting(4),
      failed("it did not stabilise"),
    ],
    ["is restored when CloudFormation cancelled its deletion", stands(asBefore), null, finished("restored")],
    [
      "is untouched when it was never removed",
      stands({ ...asBefore, ...theirs }),
      null,
      finished("untouched"),
    ],
  ])("%s", (_what, observed, did, move) => {
    expect(nextRollbackMove(observed, toRecreate, did)).toEqual(move);
  });

  test("is waited for while its deletion may still come", () => {
    expect(nextRollbackMove(stack(null), { ...toRecreate, mayStillCome: true }, null)).toEqual(wait);
  });
});
