import { StackStatus } from "@aws-sdk/client-cloudformation";
import { nextRollbackMove } from "../../../lib/domain/rollback/next-rollback-move.ts";
import { nextMove } from "../../../lib/domain/step/next-move.ts";
import { type Standing, stackStatuses, standingOf } from "../../../lib/domain/step/stack-status.ts";
import { observedStack } from "../../fixtures/observed-stack.ts";

describe("a stack", () => {
  test.each<[Standing, string | null]>([
    ["absent", null],
    ["absent", "DELETE_COMPLETE"],
    ["busy", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"],
    ["settled", "UPDATE_COMPLETE"],
    ["restored", "UPDATE_ROLLBACK_COMPLETE"],
    ["leftover", "REVIEW_IN_PROGRESS"],
    ["wedged", "UPDATE_FAILED"],
    ["settled", "IMPORT_COMPLETE"],
    ["restored", "IMPORT_ROLLBACK_COMPLETE"],
    ["foreign", "IMPORT_ROLLBACK_FAILED"],
    ["unknown", "FROZEN_IN_TIME"],
    ["unknown", "hasOwnProperty"],
  ])("is %s in the status %s", (standing, status) => {
    expect(standingOf(status)).toBe(standing);
  });
});

test("the statuses that are known are CloudFormation's, each of them", () => {
  expect(Object.keys(stackStatuses).toSorted()).toEqual(Object.values(StackStatus).toSorted());
});

/**
 * What is done with a stack that is found in each status: to bring it to what is wanted, and to undo this run's
 * creation.
 */
const moves: Readonly<Record<StackStatus, readonly [forward: string, back: string]>> = {
  CREATE_IN_PROGRESS: ["wait", "wait"],
  CREATE_FAILED: ["delete-leftover", "delete"],
  CREATE_COMPLETE: ["prepare", "delete"],
  ROLLBACK_IN_PROGRESS: ["wait", "wait"],
  ROLLBACK_FAILED: ["delete-leftover", "delete"],
  ROLLBACK_COMPLETE: ["delete-leftover", "delete"],
  DELETE_IN_PROGRESS: ["wait", "wait"],
  DELETE_FAILED: ["delete-leftover", "delete"],
  DELETE_COMPLETE: ["create", "finish"],
  UPDATE_IN_PROGRESS: ["wait", "wait"],
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: ["wait", "wait"],
  UPDATE_COMPLETE: ["prepare", "delete"],
  UPDATE_FAILED: ["continue-rollback", "delete"],
  UPDATE_ROLLBACK_IN_PROGRESS: ["wait", "wait"],
  UPDATE_ROLLBACK_FAILED: ["continue-rollback", "delete"],
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: ["wait", "wait"],
  UPDATE_ROLLBACK_COMPLETE: ["prepare", "delete"],
  REVIEW_IN_PROGRESS: ["delete-leftover", "delete"],
  IMPORT_IN_PROGRESS: ["wait", "wait"],
  IMPORT_COMPLETE: ["prepare", "delete"],
  IMPORT_ROLLBACK_IN_PROGRESS: ["wait", "wait"],
  IMPORT_ROLLBACK_FAILED: ["stop", "stop"],
  IMPORT_ROLLBACK_COMPLETE: ["prepare", "delete"],
};

test.each(Object.values(StackStatus))(
  "a stack in %s has a move for its step, and one for its rollback",
  (status) => {
    const found = observedStack(status, { tokens: ["theirs"], deployedDigest: "b".repeat(64) });
    const forward = nextMove(found, { digest: "a".repeat(64), kept: false }, null);
    const back = nextRollbackMove(
      { ...found, tokens: ["ours"] },
      { to: "absent", released: null, owners: ["ours"], mayStillCome: false, isInTime: true },
      null,
    );
    expect([forward.do, back.do]).toEqual(moves[status]);
  },
);
