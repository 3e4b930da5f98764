import {
  type AttemptedProvision,
  changedMeanwhile,
  nextMove,
  type ObservedStack,
} from "../../../lib/domain/step/next-move.ts";

const wanted = { digest: "a".repeat(64), kept: false };
const before = "b".repeat(64);
const update: AttemptedProvision = {
  operation: "update",
  token: "ours",
  changeSet: "one",
  fromDigest: before,
};
const unwedge: AttemptedProvision = { operation: "continue-rollback", token: "ours" };
const seen = (status: string, about: Partial<ObservedStack> = {}): ObservedStack => ({
  status,
  stackId: "arn:stack",
  tokens: [],
  changeSet: null,
  deployedDigest: null,
  reason: "the bucket exists",
  ...about,
});

describe("a step that failed", () => {
  test("says why in CloudFormation's words when our own update was rolled back", () => {
    const restored = seen("UPDATE_ROLLBACK_COMPLETE", { tokens: ["ours"], deployedDigest: before });

    expect(nextMove(restored, wanted, update)).toEqual({ do: "fail", reason: "the bucket exists" });
  });

  test("says that somebody else was there when the change set that was prepared turns out to be empty", () => {
    const changeSet = {
      status: "FAILED",
      executionStatus: "UNAVAILABLE",
      reason: "The submitted information didn't contain changes.",
      changes: [],
    };
    const standing = seen("UPDATE_COMPLETE", { deployedDigest: before, changeSet });

    expect(nextMove(standing, wanted, update)).toEqual({ do: "fail", reason: changedMeanwhile });
  });
});

describe("a step that is left to people", () => {
  test("says that it is an import which has to end", () => {
    expect(nextMove(seen("IMPORT_IN_PROGRESS"), wanted, null)).toEqual({
      do: "stop",
      reason: "somebody imports into the stack (IMPORT_IN_PROGRESS): let it end, then look",
    });
  });

  test("is none whose creation failed: nothing was ever in it, also where the plan keeps the part", () => {
    expect(nextMove(seen("ROLLBACK_COMPLETE"), { ...wanted, kept: true }, null)).toEqual({
      do: "delete-leftover",
    });
  });
});

test("an earlier update's rollback is gone on with again when a worker died before it asked for that", () => {
  const wedged = seen("UPDATE_ROLLBACK_FAILED", { tokens: ["theirs"] });

  expect(nextMove(wedged, wanted, unwedge)).toEqual({ do: "continue-rollback" });
});
