import {
  type AttemptedRollback,
  nextRollbackMove,
  type RollbackMove,
} from "../../../lib/domain/rollback/next-rollback-move.ts";
import type { ObservedStack } from "../../../lib/domain/step/stack.ts";
import { observedChangeSet } from "../../fakes/observed-stack.ts";
import {
  attempted,
  byRollback,
  failed,
  finished,
  left,
  changedStack as stack,
  standingBefore,
  toBaseline,
} from "../../fakes/undoing.ts";

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
const changedMeanwhile = failed("somebody else changed the stack while it was restored");

type Case = [string, ObservedStack, AttemptedRollback | null, RollbackMove | ReturnType<typeof left>];

const stands = (about: Partial<ObservedStack> = {}) => stack("UPDATE_COMPLETE", about);

describe("what this run updated", () => {
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
    ["is waited for while somebody else updates it", stack("UPDATE_IN_PROGRESS", theirs), null, wait],
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
      "when the stack stands as before by our restoration",
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
    ["when somebody else put it back", stands({ ...asBefore, ...theirs }), preparing, finished("restored")],
  ])("%s", (_what, observed, last, move) => {
    expect(nextRollbackMove(observed, toBaseline, last)).toEqual(move);
  });
});

describe("it could not be restored", () => {
  test.each<Case>([
    ["when the stack is gone", stack(null), null, failed("the stack to be restored is gone")],
    [
      "when somebody tried to delete it, with what CloudFormation said",
      stack("DELETE_FAILED"),
      null,
      failed("somebody tried to delete the stack to be restored: it did not stabilise"),
    ],
    [
      "when our own restoration did not take",
      stack("UPDATE_ROLLBACK_COMPLETE", { tokens: ["back"] }),
      updating,
      failed("it did not stabilise"),
    ],
    [
      "when it was carried out and the stack stands otherwise",
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
      "when somebody else made its change set obsolete",
      stands({ changeSet: observedChangeSet("CREATE_COMPLETE", "OBSOLETE") }),
      preparing,
      changedMeanwhile,
    ],
    ["when somebody else executed it", stands(taken), preparing, changedMeanwhile],
    ["when somebody else took it away", stands(), restoring, changedMeanwhile],
    [
      "and is left to people, when its change set has a status that nobody knows",
      stands({ changeSet: observedChangeSet("FROZEN", "SOLID") }),
      preparing,
      left("the unknown change set status FROZEN, SOLID"),
    ],
  ])("%s", (_what, observed, last, move) => {
    expect(nextRollbackMove(observed, toBaseline, last)).toEqual(move);
  });
});

describe("what this run only prepared", () => {
  const untouched = (about: Partial<ObservedStack> = {}) =>
    stack("CREATE_COMPLETE", { ...theirs, ...asBefore, ...about });
  const withdrawn = attempted("withdraw");

  test.each<Case>([
    ["loses its change set first, so that nobody late executes it", untouched(ready), null, withdraw],
    ["loses it again", untouched(ready), withdrawn, withdraw],
    [
      "is waited for while somebody executes it",
      untouched({ changeSet: observedChangeSet("CREATE_COMPLETE", "EXECUTE_IN_PROGRESS") }),
      null,
      wait,
    ],
    ["is left as it is", untouched(), withdrawn, finished("untouched")],
    ["is untouched also where nothing had to be withdrawn", untouched(), null, finished("untouched")],
    [
      "is left to people when somebody else changed it",
      untouched({ deployedDigest: "c".repeat(64) }),
      null,
      left("changed, and not by this run"),
    ],
  ])("%s", (_what, observed, last, move) => {
    expect(nextRollbackMove(observed, toBaseline, last)).toEqual(move);
  });

  test("is not called untouched while an update by request may still come", () => {
    expect(nextRollbackMove(untouched(), { ...toBaseline, mayStillCome: true }, null)).toEqual(wait);
  });
});
