import {
  type AttemptedProvision,
  type Move,
  nextMove,
  type Wanted,
} from "../../../lib/domain/step/next-move.ts";
import type { ObservedStack } from "../../../lib/domain/step/stack.ts";
import { observedStack } from "../../fixtures/observed-stack.ts";

const digest = "a".repeat(64);
const before = "b".repeat(64);
const wanted: Wanted = { digest, kept: false };
const create: AttemptedProvision = { operation: "create", token: "ours" };
const update: AttemptedProvision = {
  operation: "update",
  token: "ours",
  changeSet: "one",
  fromDigest: before,
};
const unwedge: AttemptedProvision = { operation: "continue-rollback", token: "ours" };
const cleanUp: AttemptedProvision = { operation: "delete-leftover", token: "ours" };

describe("a step that must be deployed as wanted", () => {
  test.each<[string, ObservedStack, AttemptedProvision | null, Move["do"]]>([
    ["is created where nothing is", observedStack(null), null, "create"],
    [
      "is created again when a worker died between its intent and its effect",
      observedStack(null),
      create,
      "create",
    ],
    ["is created once a leftover is deleted", observedStack(null), cleanUp, "create"],
    ["is waited for while CloudFormation works", observedStack("CREATE_IN_PROGRESS"), create, "wait"],
    [
      "is finished when it is deployed as wanted under our token",
      observedStack("CREATE_COMPLETE", { tokens: ["ours"], deployedDigest: digest }),
      create,
      "finish",
    ],
    [
      "is left alone when it is deployed as wanted already",
      observedStack("UPDATE_COMPLETE", { tokens: ["theirs"], deployedDigest: digest }),
      null,
      "finish",
    ],
    [
      "failed when our own creation was rolled back",
      observedStack("ROLLBACK_COMPLETE", { tokens: ["ours"] }),
      create,
      "fail",
    ],
    [
      "begins with deleting the shell that somebody left",
      observedStack("REVIEW_IN_PROGRESS"),
      null,
      "delete-leftover",
    ],
    [
      "begins with deleting a creation that failed",
      observedStack("ROLLBACK_COMPLETE"),
      null,
      "delete-leftover",
    ],
    [
      "failed when a leftover cannot be deleted",
      observedStack("DELETE_FAILED", { tokens: ["ours"] }),
      cleanUp,
      "fail",
    ],
    [
      "begins with finishing an earlier update's rollback",
      observedStack("UPDATE_ROLLBACK_FAILED"),
      null,
      "continue-rollback",
    ],
    [
      "goes on once that is finished",
      observedStack("UPDATE_ROLLBACK_COMPLETE", { tokens: ["ours"], deployedDigest: before }),
      unwedge,
      "prepare",
    ],
    [
      "goes on with that when a worker died before it asked for it",
      observedStack("UPDATE_ROLLBACK_FAILED", { tokens: ["theirs"] }),
      unwedge,
      "continue-rollback",
    ],
    [
      "failed when that cannot be finished",
      observedStack("UPDATE_ROLLBACK_FAILED", { tokens: ["ours"] }),
      unwedge,
      "fail",
    ],
    [
      "failed when our own update could not be rolled back",
      observedStack("UPDATE_ROLLBACK_FAILED"),
      update,
      "fail",
    ],
    ["is left to people in an unknown status", observedStack("FROZEN_IN_TIME"), null, "stop"],
    ["is left to people in a status that only looks like one", observedStack("toString"), null, "stop"],
  ])("%s", (_what, observed, attempted, move) => {
    expect(nextMove(observed, wanted, attempted).do).toBe(move);
  });

  test("is left to people after an import that failed", () => {
    expect(nextMove(observedStack("IMPORT_ROLLBACK_FAILED"), wanted, null)).toEqual({
      do: "stop",
      reason:
        "someone's import into the stack failed and was not undone (IMPORT_ROLLBACK_FAILED): look at it",
    });
  });

  test("begins by deleting a failed creation, even if the plan keeps its part, because it never held data", () => {
    expect(nextMove(observedStack("ROLLBACK_COMPLETE"), { ...wanted, kept: true }, null).do).toBe(
      "delete-leftover",
    );
  });

  test("keeps its data: someone else's deletion is not finished where the plan keeps the part", () => {
    expect(nextMove(observedStack("DELETE_FAILED"), { digest, kept: true }, null).do).toBe("stop");
    expect(nextMove(observedStack("DELETE_FAILED"), { digest, kept: false }, null).do).toBe(
      "delete-leftover",
    );
  });

  test("distinguishes created, updated and untouched", () => {
    const ours = observedStack("UPDATE_COMPLETE", { tokens: ["ours"], deployedDigest: digest });

    expect(nextMove(ours, wanted, create)).toEqual({ do: "finish", result: "created" });
    expect(nextMove(ours, wanted, update)).toEqual({ do: "finish", result: "updated" });
    expect(nextMove(ours, wanted, null)).toEqual({ do: "finish", result: "untouched" });
  });
});
