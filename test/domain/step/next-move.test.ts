import { type Move, nextMove, type ObservedStack } from "../../../lib/domain/step/next-move.ts";
import { stackStatuses, standingOf } from "../../../lib/domain/step/stack-status.ts";

const wanted = "a".repeat(64);
const other = "b".repeat(64);
const seen = (status: string | null, about: Partial<ObservedStack> = {}): ObservedStack => ({
  status,
  stackId: status === null ? null : "arn:stack",
  lastToken: null,
  deployedDigest: null,
  reason: "the bucket exists",
  ...about,
});
const create = { operation: "create", token: "ours" } as const;
const update = { operation: "update", token: "ours" } as const;
const cleanUp = { operation: "delete-leftover", token: "ours" } as const;

test.each<[string, ObservedStack, Parameters<typeof nextMove>[2], Move["do"]]>([
  ["creates what is not there", seen(null), null, "create"],
  ["creates again when a worker died between its intent and its effect", seen(null), create, "create"],
  ["creates once a leftover is deleted", seen(null), cleanUp, "create"],
  ["waits while CloudFormation works", seen("CREATE_IN_PROGRESS"), create, "wait"],
  [
    "finishes what stands as wanted under our token",
    seen("CREATE_COMPLETE", { lastToken: "ours", deployedDigest: wanted }),
    create,
    "finish",
  ],
  [
    "leaves alone what already stands as wanted",
    seen("UPDATE_COMPLETE", { lastToken: "theirs", deployedDigest: wanted }),
    null,
    "finish",
  ],
  ["updates what stands otherwise", seen("CREATE_COMPLETE", { deployedDigest: other }), null, "update"],
  [
    "fails when our own update did not bring what is wanted",
    seen("UPDATE_COMPLETE", { lastToken: "ours", deployedDigest: other }),
    update,
    "fail",
  ],
  [
    "fails when our own update was rolled back",
    seen("UPDATE_ROLLBACK_COMPLETE", { lastToken: "ours", deployedDigest: other }),
    update,
    "fail",
  ],
  [
    "updates after an earlier run's update was rolled back",
    seen("UPDATE_ROLLBACK_COMPLETE", { lastToken: "theirs", deployedDigest: other }),
    null,
    "update",
  ],
  ["deletes the shell that somebody left", seen("REVIEW_IN_PROGRESS"), null, "delete-leftover"],
  [
    "fails when our own creation was rolled back",
    seen("ROLLBACK_COMPLETE", { lastToken: "ours" }),
    create,
    "fail",
  ],
  ["fails when a leftover cannot be deleted", seen("DELETE_FAILED", { lastToken: "ours" }), cleanUp, "fail"],
  ["fails on a stack that could not be rolled back", seen("UPDATE_ROLLBACK_FAILED"), null, "fail"],
  ["stops while somebody imports", seen("IMPORT_IN_PROGRESS"), null, "stop"],
  ["stops at a status that nobody knows", seen("FROZEN_IN_TIME"), null, "stop"],
])("%s", (_what, observed, attempted, move) => {
  expect(nextMove(observed, wanted, attempted).do).toBe(move);
});

test("a finished step tells created, updated and untouched apart", () => {
  const ours = seen("UPDATE_COMPLETE", { lastToken: "ours", deployedDigest: wanted });

  expect(nextMove(ours, wanted, create)).toEqual({ do: "finish", result: "created" });
  expect(nextMove(ours, wanted, update)).toEqual({ do: "finish", result: "updated" });
  expect(nextMove(ours, wanted, null)).toEqual({ do: "finish", result: "untouched" });
});

test.each(Object.keys(stackStatuses))("has a move for %s whether or not the last token is ours", (status) => {
  for (const attempted of [null, create, update, cleanUp])
    for (const lastToken of ["ours", "theirs", null])
      for (const deployedDigest of [wanted, other, null])
        expect(nextMove(seen(status, { lastToken, deployedDigest }), wanted, attempted)).toBeDefined();
  expect(standingOf(status)).not.toBe("unknown");
});
