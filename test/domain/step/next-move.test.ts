import type { ObservedChangeSet } from "../../../lib/domain/step/change-set.ts";
import {
  type AttemptedProvision,
  type Move,
  nextMove,
  type ObservedStack,
  type Wanted,
} from "../../../lib/domain/step/next-move.ts";

const digest = "a".repeat(64);
const other = "b".repeat(64);
const another = "c".repeat(64);
const wanted: Wanted = { digest, kept: false };
const seen = (status: string | null, about: Partial<ObservedStack> = {}): ObservedStack => ({
  status,
  stackId: status === null ? null : "arn:stack",
  tokens: [],
  changeSet: null,
  deployedDigest: null,
  reason: "the bucket exists",
  ...about,
});
const changeSet = (status: string, executionStatus = "AVAILABLE", reason = ""): ObservedChangeSet => ({
  status,
  executionStatus,
  reason,
  changes: [],
});
const create: AttemptedProvision = { operation: "create", token: "ours" };
const prepare: AttemptedProvision = {
  operation: "prepare",
  token: "prepared",
  changeSet: "one",
  fromDigest: other,
};
const update: AttemptedProvision = {
  operation: "update",
  token: "ours",
  changeSet: "one",
  fromDigest: other,
};
const request: AttemptedProvision = { operation: "update", token: "ours", fromDigest: other };
const unwedge: AttemptedProvision = { operation: "continue-rollback", token: "ours" };
const cleanUp: AttemptedProvision = { operation: "delete-leftover", token: "ours" };
const asBefore = (about: Partial<ObservedStack> = {}) =>
  seen("CREATE_COMPLETE", { tokens: ["theirs"], deployedDigest: other, ...about });

describe("a step that is to stand as wanted", () => {
  test.each<[string, ObservedStack, AttemptedProvision | null, Move["do"]]>([
    ["is created where nothing is", seen(null), null, "create"],
    ["is created again when a worker died between its intent and its effect", seen(null), create, "create"],
    ["is created once a leftover is deleted", seen(null), cleanUp, "create"],
    ["is waited for while CloudFormation works", seen("CREATE_IN_PROGRESS"), create, "wait"],
    [
      "is finished when it stands as wanted under our token",
      seen("CREATE_COMPLETE", { tokens: ["ours"], deployedDigest: digest }),
      create,
      "finish",
    ],
    [
      "is left alone when it stands as wanted already",
      seen("UPDATE_COMPLETE", { tokens: ["theirs"], deployedDigest: digest }),
      null,
      "finish",
    ],
    [
      "failed when our own creation was rolled back",
      seen("ROLLBACK_COMPLETE", { tokens: ["ours"] }),
      create,
      "fail",
    ],
    [
      "begins with deleting the shell that somebody left",
      seen("REVIEW_IN_PROGRESS"),
      null,
      "delete-leftover",
    ],
    ["begins with deleting a creation that failed", seen("ROLLBACK_COMPLETE"), null, "delete-leftover"],
    [
      "failed when a leftover cannot be deleted",
      seen("DELETE_FAILED", { tokens: ["ours"] }),
      cleanUp,
      "fail",
    ],
    [
      "begins with finishing an earlier update's rollback",
      seen("UPDATE_ROLLBACK_FAILED"),
      null,
      "continue-rollback",
    ],
    [
      "goes on once that is finished",
      seen("UPDATE_ROLLBACK_COMPLETE", { tokens: ["ours"], deployedDigest: other }),
      unwedge,
      "prepare",
    ],
    [
      "failed when that cannot be finished",
      seen("UPDATE_ROLLBACK_FAILED", { tokens: ["ours"] }),
      unwedge,
      "fail",
    ],
    ["failed when our own update could not be rolled back", seen("UPDATE_ROLLBACK_FAILED"), update, "fail"],
    ["is left to people while somebody imports", seen("IMPORT_IN_PROGRESS"), null, "stop"],
    ["is left to people in a status that nobody knows", seen("FROZEN_IN_TIME"), null, "stop"],
    ["is left to people in a status that only looks like one", seen("toString"), null, "stop"],
  ])("%s", (_what, observed, attempted, move) => {
    expect(nextMove(observed, wanted, attempted).do).toBe(move);
  });

  test("is not rid of data by finishing somebody's deletion where the plan keeps it", () => {
    expect(nextMove(seen("DELETE_FAILED"), { digest, kept: true }, null).do).toBe("stop");
    expect(nextMove(seen("DELETE_FAILED"), { digest, kept: false }, null).do).toBe("delete-leftover");
  });

  test("tells created, updated and untouched apart", () => {
    const ours = seen("UPDATE_COMPLETE", { tokens: ["ours"], deployedDigest: digest });

    expect(nextMove(ours, wanted, create)).toEqual({ do: "finish", result: "created" });
    expect(nextMove(ours, wanted, update)).toEqual({ do: "finish", result: "updated" });
    expect(nextMove(ours, wanted, null)).toEqual({ do: "finish", result: "untouched" });
  });
});

describe("a stack that stands otherwise", () => {
  test.each<[string, ObservedStack, AttemptedProvision | null, Move]>([
    ["gets a change set", asBefore(), null, { do: "prepare" }],
    [
      "gets a change set after an earlier run's update was rolled back",
      asBefore({ status: "UPDATE_ROLLBACK_COMPLETE" }),
      null,
      { do: "prepare" },
    ],
    ["gets a change set when somebody created it under our hands", asBefore(), create, { do: "prepare" }],
    ["gets its change set again when a worker died before it asked", asBefore(), prepare, { do: "prepare" }],
    [
      "is waited for while its change set is made",
      asBefore({ changeSet: changeSet("CREATE_IN_PROGRESS", "UNAVAILABLE") }),
      prepare,
      { do: "wait" },
    ],
    [
      "is updated by the change set that is ready",
      asBefore({ changeSet: changeSet("CREATE_COMPLETE") }),
      prepare,
      { do: "update", by: "change-set" },
    ],
    [
      "is updated by the change set again when a worker died before it executed it",
      asBefore({ changeSet: changeSet("CREATE_COMPLETE") }),
      update,
      { do: "update", by: "change-set" },
    ],
    [
      "is updated by request when no resource would change",
      asBefore({
        changeSet: changeSet("FAILED", "UNAVAILABLE", "The submitted information didn't contain changes."),
      }),
      prepare,
      { do: "update", by: "request" },
    ],
    ["is updated by request again", asBefore(), request, { do: "update", by: "request" }],
    [
      "is waited for until its execution shows",
      asBefore({ changeSet: changeSet("CREATE_COMPLETE", "EXECUTE_IN_PROGRESS") }),
      update,
      { do: "wait" },
    ],
    [
      "failed with CloudFormation's words when the change set could not be made",
      asBefore({ changeSet: changeSet("FAILED", "UNAVAILABLE", "No export named vpc found") }),
      prepare,
      { do: "fail", reason: "No export named vpc found" },
    ],
  ])("%s", (_what, observed, attempted, move) => {
    expect(nextMove(observed, wanted, attempted)).toEqual(move);
  });

  test.each<[string, ObservedStack, AttemptedProvision]>([
    ["changed it since", asBefore({ deployedDigest: another }), prepare],
    [
      "made its change set obsolete",
      asBefore({ changeSet: changeSet("CREATE_COMPLETE", "OBSOLETE") }),
      prepare,
    ],
    [
      "executed the change set",
      asBefore({ changeSet: changeSet("CREATE_COMPLETE", "EXECUTE_COMPLETE") }),
      prepare,
    ],
    ["took the change set away", asBefore(), update],
    ["changed it after our update", asBefore({ tokens: ["theirs", "ours"] }), update],
    ["deleted it", seen(null), prepare],
    ["deleted it after our update", seen(null), update],
  ])("is not built on when somebody else %s", (_what, observed, attempted) => {
    expect(nextMove(observed, wanted, attempted)).toMatchObject({
      do: "fail",
      reason: expect.stringContaining("somebody else"),
    });
  });

  test("failed when our own update did not bring what is wanted, or was rolled back", () => {
    const ours = { tokens: ["ours"], deployedDigest: other };

    expect(nextMove(seen("UPDATE_COMPLETE", ours), wanted, update).do).toBe("fail");
    expect(nextMove(seen("UPDATE_ROLLBACK_COMPLETE", ours), wanted, update).do).toBe("fail");
  });

  test("is left to people when its change set has a status that nobody knows", () => {
    const frozen = asBefore({ changeSet: changeSet("FROZEN") });
    const frozenExecution = asBefore({ changeSet: changeSet("CREATE_COMPLETE", "FROZEN") });

    expect(nextMove(frozen, wanted, prepare).do).toBe("stop");
    expect(nextMove(frozenExecution, wanted, update).do).toBe("stop");
  });
});
