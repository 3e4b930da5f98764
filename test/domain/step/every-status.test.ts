import { StackStatus } from "@aws-sdk/client-cloudformation";
import { nextRollbackMove } from "../../../lib/domain/rollback/next-rollback-move.ts";
import { nextMove, type ObservedStack } from "../../../lib/domain/step/next-move.ts";
import { stackStatuses } from "../../../lib/domain/step/stack-status.ts";

const wanted = { digest: "a".repeat(64), kept: false };
/** Somebody else's stack, as it is found in a status; there is no change set, and nothing was asked of it yet. */
const found = (status: string): ObservedStack => ({
  status,
  stackId: "arn:stack",
  tokens: ["theirs"],
  changeSet: null,
  deployedDigest: "b".repeat(64),
  reason: "",
});

/** What is done with a stack that is found in each status: to bring it to what is wanted, and to undo this run's creation. */
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
  IMPORT_IN_PROGRESS: ["stop", "stop"],
  IMPORT_COMPLETE: ["stop", "stop"],
  IMPORT_ROLLBACK_IN_PROGRESS: ["stop", "stop"],
  IMPORT_ROLLBACK_FAILED: ["stop", "stop"],
  IMPORT_ROLLBACK_COMPLETE: ["stop", "stop"],
};

test.each(Object.values(StackStatus))(
  "a stack in %s has a move for its step, and one for its rollback",
  (status) => {
    const forward = nextMove(found(status), wanted, null);
    const back = nextRollbackMove(
      { ...found(status), tokens: ["ours"] },
      { to: "absent", owners: ["ours"], mayStillCome: false, isInTime: true },
      null,
    );
    expect([forward.do, back.do]).toEqual(moves[status]);
  },
);

test("the statuses that are known are CloudFormation's, each of them", () => {
  expect(Object.keys(stackStatuses).toSorted()).toEqual(Object.values(StackStatus).toSorted());
});
