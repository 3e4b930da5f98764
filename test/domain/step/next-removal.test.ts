import {
  type AttemptedRemoval,
  nextRemoval,
  type RemovalMove,
} from "../../../lib/domain/step/next-removal.ts";
import type { ObservedStack } from "../../../lib/domain/step/stack.ts";
import { observedStack } from "../../fixtures/observed-stack.ts";

const announced = { stackId: "arn:stack", deployedDigest: "a".repeat(64) };
const first: AttemptedRemoval = { token: "ours", attempt: 1 };
const look = (
  status: string | null,
  attempted: AttemptedRemoval | null = null,
  about: Partial<ObservedStack> = {},
): RemovalMove =>
  nextRemoval(
    observedStack(status, { tokens: ["theirs"], ...announced, reason: "CloudFormation's reason", ...about }),
    announced,
    attempted,
  );
const ours = { tokens: ["ours", "theirs"] };

describe("a stack that the change no longer has", () => {
  test.each<[string, Parameters<typeof look>, RemovalMove]>([
    ["is removed while it is as it was announced", ["CREATE_COMPLETE"], { do: "remove", attempt: 1 }],
    [
      "is removed after an update that was undone",
      ["UPDATE_ROLLBACK_COMPLETE"],
      { do: "remove", attempt: 1 },
    ],
    [
      "is removed under the same attempt when a worker stopped before the effect",
      ["CREATE_COMPLETE", first],
      { do: "remove", attempt: 1 },
    ],
    ["is waited for while somebody imports into it", ["IMPORT_IN_PROGRESS"], { do: "wait" }],
    ["is waited for while it goes", ["DELETE_IN_PROGRESS", first, ours], { do: "wait" }],
    ["is removed when it is gone", [null, first], { do: "finish", result: "removed" }],
    [
      "is untouched when somebody else removed it",
      ["DELETE_COMPLETE"],
      { do: "finish", result: "untouched" },
    ],
    [
      "is removed again when CloudFormation gave up",
      ["DELETE_FAILED", first, ours],
      { do: "remove", attempt: 2 },
    ],
    [
      "fails when CloudFormation gave up three times",
      ["DELETE_FAILED", { ...first, attempt: 3 }, ours],
      { do: "fail", reason: "CloudFormation's reason" },
    ],
    [
      "fails when CloudFormation cancelled its deletion",
      ["UPDATE_COMPLETE", first, ours],
      { do: "fail", reason: "CloudFormation's reason" },
    ],
    [
      "fails when somebody else's deletion failed",
      ["DELETE_FAILED"],
      { do: "fail", reason: "the stack is DELETE_FAILED: CloudFormation's reason" },
    ],
    [
      "fails when an update of it could not be undone",
      ["UPDATE_ROLLBACK_FAILED"],
      { do: "fail", reason: "the stack is UPDATE_ROLLBACK_FAILED: CloudFormation's reason" },
    ],
    [
      "fails when it was changed since",
      ["UPDATE_COMPLETE", null, { deployedDigest: "b".repeat(64) }],
      { do: "fail", reason: "someone else changed the stack since the run was opened" },
    ],
    [
      "fails when another stack has its name",
      ["CREATE_COMPLETE", null, { stackId: "arn:other" }],
      { do: "fail", reason: "another stack has the name of the one that was to be removed" },
    ],
    [
      "stops when an import into it failed",
      ["IMPORT_ROLLBACK_FAILED"],
      {
        do: "stop",
        reason:
          "someone's import into the stack failed and was not undone (IMPORT_ROLLBACK_FAILED): look at it",
      },
    ],
    [
      "stops at a status that nobody knows",
      ["SOMETHING_NEW"],
      { do: "stop", reason: "CloudFormation answers the unknown status SOMETHING_NEW" },
    ],
  ])("%s", (_what, seen, expected) => {
    expect(look(...seen)).toEqual(expected);
  });
});
