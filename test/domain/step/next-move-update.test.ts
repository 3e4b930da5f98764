import {
  type AttemptedProvision,
  changedMeanwhile,
  type Move,
  nextMove,
} from "../../../lib/domain/step/next-move.ts";
import type { ObservedStack } from "../../../lib/domain/step/stack.ts";
import { observedChangeSet, observedStack } from "../../fakes/observed-stack.ts";

const before = "b".repeat(64);
const wanted = { digest: "a".repeat(64), kept: false };
const asBefore = (about: Partial<ObservedStack> = {}) =>
  observedStack("CREATE_COMPLETE", { tokens: ["theirs"], deployedDigest: before, ...about });

const making = observedChangeSet("CREATE_IN_PROGRESS", "UNAVAILABLE");
const ready = observedChangeSet("CREATE_COMPLETE");
const empty = observedChangeSet("FAILED", "UNAVAILABLE", "The submitted information didn't contain changes.");
const refused = observedChangeSet("FAILED", "UNAVAILABLE", "No export named vpc found");

const create: AttemptedProvision = { operation: "create", token: "ours" };
const prepare: AttemptedProvision = {
  operation: "prepare",
  token: "prepared",
  changeSet: "one",
  fromDigest: before,
};
const update: AttemptedProvision = { ...prepare, operation: "update", token: "ours" };
const request: AttemptedProvision = { operation: "update", token: "ours", fromDigest: before };

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
    ["is waited for while its change set is made", asBefore({ changeSet: making }), prepare, { do: "wait" }],
    [
      "is updated by the change set that is ready",
      asBefore({ changeSet: ready }),
      prepare,
      { do: "update", by: "change-set" },
    ],
    [
      "is updated by the change set again when a worker died before it executed it",
      asBefore({ changeSet: ready }),
      update,
      { do: "update", by: "change-set" },
    ],
    [
      "is updated by request when no resource would change",
      asBefore({ changeSet: empty }),
      prepare,
      { do: "update", by: "request" },
    ],
    ["is updated by request again", asBefore(), request, { do: "update", by: "request" }],
    [
      "is waited for until its execution shows",
      asBefore({ changeSet: observedChangeSet("CREATE_COMPLETE", "EXECUTE_IN_PROGRESS") }),
      update,
      { do: "wait" },
    ],
    [
      "failed with CloudFormation's words when the change set could not be made",
      asBefore({ changeSet: refused }),
      prepare,
      { do: "fail", reason: "No export named vpc found" },
    ],
    [
      "failed with CloudFormation's words when our own update was rolled back",
      asBefore({ status: "UPDATE_ROLLBACK_COMPLETE", tokens: ["ours"] }),
      update,
      { do: "fail", reason: "it did not stabilise" },
    ],
    [
      "failed by somebody else when the change set that was prepared turns out to be empty",
      asBefore({ status: "UPDATE_COMPLETE", tokens: [], changeSet: empty }),
      update,
      { do: "fail", reason: changedMeanwhile },
    ],
  ])("%s", (_what, observed, attempted, move) => {
    expect(nextMove(observed, wanted, attempted)).toEqual(move);
  });

  test("failed when our own update completed and did not bring what is wanted", () => {
    const ours = asBefore({ status: "UPDATE_COMPLETE", tokens: ["ours"] });

    expect(nextMove(ours, wanted, update).do).toBe("fail");
  });

  test.each<[string, ObservedStack, AttemptedProvision]>([
    ["changed it since", asBefore({ deployedDigest: "c".repeat(64) }), prepare],
    [
      "made its change set obsolete",
      asBefore({ changeSet: observedChangeSet("CREATE_COMPLETE", "OBSOLETE") }),
      prepare,
    ],
    [
      "executed the change set",
      asBefore({ changeSet: observedChangeSet("CREATE_COMPLETE", "EXECUTE_COMPLETE") }),
      prepare,
    ],
    ["took the change set away", asBefore(), update],
    ["changed it after our update", asBefore({ tokens: ["theirs", "ours"] }), update],
    ["deleted it", observedStack(null), prepare],
    ["deleted it after our update", observedStack(null), update],
  ])("is not built on when somebody else %s", (_what, observed, attempted) => {
    expect(nextMove(observed, wanted, attempted)).toMatchObject({
      do: "fail",
      reason: expect.stringContaining("somebody else"),
    });
  });

  test.each<[string, ObservedStack, AttemptedProvision]>([
    ["its change set", asBefore({ changeSet: observedChangeSet("FROZEN") }), prepare],
    [
      "its change set's execution",
      asBefore({ changeSet: observedChangeSet("CREATE_COMPLETE", "FROZEN") }),
      update,
    ],
  ])("is left to people when %s has a status that nobody knows", (_what, observed, attempted) => {
    expect(nextMove(observed, wanted, attempted).do).toBe("stop");
  });
});
