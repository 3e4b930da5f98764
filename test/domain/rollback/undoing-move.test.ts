import {
  type AttemptedRollback,
  nextRollbackMove,
  type RollbackMove,
  type Undoing,
} from "../../../lib/domain/rollback/next-rollback-move.ts";
import type { ObservedChangeSet } from "../../../lib/domain/step/change-set.ts";
import type { ObservedStack } from "../../../lib/domain/step/next-move.ts";

const before = "a".repeat(64);
const stack = (status: string | null, about: Partial<ObservedStack> = {}): ObservedStack => ({
  status,
  stackId: null,
  tokens: ["forward"],
  changeSet: null,
  deployedDigest: "b".repeat(64),
  reason: "it did not stabilise",
  ...about,
});
const changeSet = (status: string, executionStatus = "AVAILABLE", reason = ""): ObservedChangeSet => ({
  status,
  executionStatus,
  reason,
  changes: [],
});
const ready = changeSet("CREATE_COMPLETE");
const taken = changeSet("CREATE_COMPLETE", "EXECUTE_COMPLETE");
const empty = changeSet("FAILED", "UNAVAILABLE", "No updates are to be performed.");

const about = { owners: ["forward"], mayStillCome: false, isInTime: true };
const absent: Undoing = { ...about, to: "absent" };
const kept: Undoing = { ...about, to: "kept", reason: "the plan keeps it" };
const baseline: Undoing = { ...about, to: "baseline", digest: before };

const did = (
  operation: AttemptedRollback["operation"],
  more: Partial<AttemptedRollback> = {},
): AttemptedRollback => ({ operation, token: "back", attempt: 1, ...more });
const preparing = did("prepare", { changeSet: "two" });
const restoring = did("restore", { changeSet: "two" });
const updating = did("restore");

const finished = (result: Extract<RollbackMove, { do: "finish" }>["result"], reason = ""): RollbackMove => ({
  do: "finish",
  result,
  reason,
});
const failed = (reason: string): RollbackMove => ({ do: "fail", reason });
const changedMeanwhile = failed("somebody else changed the stack while it was restored");

type Case = [string, ObservedStack, Undoing, AttemptedRollback | null, RollbackMove];

describe("where nothing stands", () => {
  test.each<Case>([
    [
      "and nothing was deleted, it says so",
      stack(null),
      absent,
      null,
      finished("deleted", "nothing stood there"),
    ],
    ["because it was deleted, it says no more", stack(null), absent, did("delete"), finished("deleted")],
    [
      "what the plan keeps never came to stand",
      stack(null),
      kept,
      null,
      finished("deleted", "nothing stood there"),
    ],
    ["nothing can be restored", stack(null), baseline, null, failed("the stack to be restored is gone")],
  ])("%s", (_what, observed, undoing, attempted, move) => {
    expect(nextRollbackMove(observed, undoing, attempted)).toEqual(move);
  });
});

describe("a stack that nobody may guess about is left to people who are told", () => {
  test.each([
    ["the status that nobody knows", stack("FROZEN"), absent, "unknown status FROZEN"],
    ["the import", stack("IMPORT_COMPLETE"), absent, "somebody imports into the stack"],
    ["whose it is", stack("CREATE_COMPLETE", { tokens: ["theirs"] }), absent, "somebody else's operation"],
    [
      "the change set's status that nobody knows",
      stack("UPDATE_COMPLETE", { changeSet: changeSet("FROZEN", "SOLID") }),
      baseline,
      "unknown change set status FROZEN, SOLID",
    ],
    ["what failed of what the plan keeps", stack("DELETE_FAILED"), kept, "it did not stabilise"],
  ])("%s", (_what, observed, undoing, words) => {
    expect(nextRollbackMove(observed, undoing, null)).toEqual({
      do: "stop",
      reason: expect.stringContaining(words),
    });
  });
});

describe("a stack that is busy", () => {
  const late = { isInTime: false };

  test.each<Case>([
    [
      "is waited for, whoever has to go",
      stack("CREATE_IN_PROGRESS"),
      { ...absent, owners: null },
      null,
      { do: "wait" },
    ],
    [
      "is deleted while it is created for too long",
      stack("CREATE_IN_PROGRESS"),
      { ...absent, ...late },
      null,
      { do: "delete" },
    ],
    [
      "is waited for while it is created for too long by somebody else",
      stack("CREATE_IN_PROGRESS", { tokens: ["theirs"] }),
      { ...absent, ...late },
      null,
      { do: "wait" },
    ],
    [
      "is waited for once its deletion was asked for",
      stack("CREATE_IN_PROGRESS"),
      { ...absent, ...late },
      did("delete"),
      { do: "wait" },
    ],
    [
      "is waited for while something else takes too long",
      stack("ROLLBACK_IN_PROGRESS"),
      { ...absent, ...late },
      null,
      { do: "wait" },
    ],
    [
      "is waited for while what the plan keeps is created for too long",
      stack("CREATE_IN_PROGRESS"),
      { ...kept, ...late },
      null,
      { do: "wait" },
    ],
    [
      "is not cancelled where the plan keeps what is created",
      stack("UPDATE_IN_PROGRESS"),
      kept,
      null,
      { do: "wait" },
    ],
    [
      "is not cancelled while CloudFormation undoes an update by itself",
      stack("UPDATE_ROLLBACK_IN_PROGRESS"),
      baseline,
      null,
      { do: "wait" },
    ],
  ])("%s", (_what, observed, undoing, attempted, move) => {
    expect(nextRollbackMove(observed, undoing, attempted)).toEqual(move);
  });
});

describe("a stack that is wedged", () => {
  const wedged = stack("UPDATE_ROLLBACK_FAILED");

  test.each<Case>([
    ["is deleted where it has to go", wedged, absent, null, { do: "delete" }],
    ["is helped where it has to stay", wedged, kept, null, { do: "continue-rollback" }],
    [
      "is helped if nothing came of the help",
      wedged,
      baseline,
      did("continue-rollback"),
      { do: "continue-rollback" },
    ],
    [
      "is given up if our help did not help",
      stack("UPDATE_ROLLBACK_FAILED", { tokens: ["back", "forward"] }),
      baseline,
      did("continue-rollback"),
      failed("it did not stabilise"),
    ],
  ])("%s", (_what, observed, undoing, attempted, move) => {
    expect(nextRollbackMove(observed, undoing, attempted)).toEqual(move);
  });
});

describe("a deletion", () => {
  const third = did("delete", { attempt: 3 });

  test.each<Case>([
    [
      "is asked for again if nothing came of the third",
      stack("CREATE_COMPLETE"),
      absent,
      third,
      { do: "delete" },
    ],
    [
      "is given up if the third failed, with what CloudFormation said",
      stack("DELETE_FAILED", { tokens: ["back", "forward"] }),
      absent,
      third,
      failed("it did not stabilise"),
    ],
  ])("%s", (_what, observed, undoing, attempted, move) => {
    expect(nextRollbackMove(observed, undoing, attempted)).toEqual(move);
  });
});

describe("a restoration", () => {
  const stands = (more: Partial<ObservedStack> = {}) => stack("UPDATE_COMPLETE", more);
  const byChangeSet: RollbackMove = { do: "restore", by: "change-set" };
  const byRequest: RollbackMove = { do: "restore", by: "request" };

  test.each<[string, ObservedStack, AttemptedRollback | null, RollbackMove]>([
    ["executes the change set that is ready", stands({ changeSet: ready }), preparing, byChangeSet],
    ["executes it again if nothing came of it", stands({ changeSet: ready }), restoring, byChangeSet],
    [
      "asks without one if CloudFormation finds nothing to change",
      stands({ changeSet: empty }),
      preparing,
      byRequest,
    ],
    ["asks without one again if nothing came of it", stands(), updating, byRequest],
    ["waits for the one that it executed", stands({ changeSet: taken }), restoring, { do: "wait" }],
    [
      "gives up if somebody else executed its change set",
      stands({ changeSet: taken }),
      preparing,
      changedMeanwhile,
    ],
    ["gives up if somebody else took it away", stands(), restoring, changedMeanwhile],
    [
      "gives up if it is refused, and says why",
      stands({ changeSet: changeSet("FAILED", "UNAVAILABLE", "no export named vpc") }),
      preparing,
      failed("no export named vpc"),
    ],
    [
      "is done when the stack stands as before",
      stands({ deployedDigest: before, tokens: ["back", "forward"], changeSet: taken }),
      restoring,
      finished("restored"),
    ],
    [
      "is done also when somebody else put it back",
      stands({ deployedDigest: before, tokens: ["theirs"] }),
      preparing,
      finished("restored"),
    ],
    [
      "failed when it was carried out and the stack stands otherwise",
      stands({ tokens: ["back", "forward"], changeSet: taken }),
      restoring,
      failed("it did not stabilise"),
    ],
    [
      "begins although the run's own change set was executed",
      stands({ changeSet: taken }),
      null,
      { do: "prepare" },
    ],
    [
      "is not needed if CloudFormation put it back itself",
      stands({ deployedDigest: before, changeSet: taken }),
      null,
      finished("restored"),
    ],
  ])("%s", (_what, observed, attempted, move) => {
    expect(nextRollbackMove(observed, baseline, attempted)).toEqual(move);
  });
});
