import type { Fact } from "../../../lib/domain/records/facts.ts";
import {
  hasClosedProduction,
  isHalfReopened,
  nextReopening,
  nothingStoodThere,
  reopeningOf,
  waysIn,
} from "../../../lib/domain/run/reopening.ts";
import { stackStatuses } from "../../../lib/domain/step/stack-status.ts";
import { observedStack } from "../../fixtures/observed-stack.ts";
import { intended, provisioned, reopened, reopeningBegun, undone } from "../../fixtures/sample-facts.ts";

const wanted = "a".repeat(64);
const tried = (operation: "create" | "delete") => ({ operation, token: operation, wantedDigest: wanted });
const ingress = "production/ingress";

describe("a run has closed production", () => {
  test.each<[string, readonly Fact[], boolean]>([
    [
      "if it closed live ingress before it changed anything",
      [provisioned(ingress, { result: "ingress-closed" })],
      true,
    ],
    ["if its rollback was the first to close it", [undone(ingress, { result: "deleted", reason: "" })], true],
    [
      "not where no ingress stood",
      [undone(ingress, { result: "deleted", reason: nothingStoodThere })],
      false,
    ],
    [
      "not where it closed only what it had opened itself",
      [
        intended(ingress, { operation: "create", baselineDigest: null }),
        undone(ingress, { result: "deleted", reason: "" }),
      ],
      false,
    ],
    ["not where its rollback undid something else", [undone("production/compute")], false],
    ["not where its rollback could not close it", [undone(ingress, { result: "failed", reason: "" })], false],
    [
      "not where what it closed was created by it, as an outcome says",
      [provisioned(ingress), undone(ingress, { result: "deleted", reason: "" })],
      false,
    ],
    [
      "although it created other steps of production, and updated ingress",
      [
        intended("production/compute", { operation: "create" }),
        provisioned("production/compute"),
        intended(ingress, { operation: "update" }),
        provisioned(ingress, { result: "updated" }),
        undone(ingress, { result: "deleted", reason: "" }),
      ],
      true,
    ],
    [
      "although it meant to create ingress in the place of what stood there",
      [
        intended(ingress, { operation: "create", baselineDigest: wanted }),
        undone(ingress, { result: "deleted", reason: "" }),
      ],
      true,
    ],
    ["not where ingress could not be closed", [provisioned(ingress, { result: "failed" })], false],
  ])("%s", (_, facts, expected) => {
    expect(hasClosedProduction(facts)).toBe(expected);
  });
});

describe("the next move to open ingress again", () => {
  test("is to create what is not there", () => {
    expect(nextReopening(observedStack(null), wanted, null, true)).toEqual({ do: "create" });
  });

  test("is over where what was created is as it was released, and nobody else made it", () => {
    const stack = observedStack("CREATE_COMPLETE", { deployedDigest: wanted, tokens: ["create"] });
    expect(nextReopening(stack, wanted, tried("create"), true)).toEqual({ do: "opened" });
    expect(nextReopening(stack, wanted, null, true)).toMatchObject({ do: "stop" });
    expect(nextReopening(stack, "b".repeat(64), tried("create"), true)).toMatchObject({ do: "delete" });
  });

  test.each(Object.keys(stackStatuses))(
    "of a stack of this run that is %s is never to create another",
    (status) => {
      const stack = observedStack(status, { deployedDigest: "b".repeat(64), tokens: ["create"] });
      const move = nextReopening(stack, wanted, tried("create"), true).do;
      expect(status === "DELETE_COMPLETE" ? "create" : ["wait", "delete", "stop"]).toContain(move);
    },
  );

  test.each(Object.keys(stackStatuses))(
    "of someone else's stack that is %s is never to delete it",
    (status) => {
      const stack = observedStack(status, { deployedDigest: wanted, tokens: ["someone else"] });
      expect(nextReopening(stack, wanted, tried("create"), false).do).not.toBe("delete");
    },
  );

  test("waits for what is at work, as long as the plan allows", () => {
    const creating = observedStack("CREATE_IN_PROGRESS", { tokens: ["create"] });
    expect(nextReopening(creating, wanted, tried("create"), true)).toEqual({ do: "wait" });
    const theirs = observedStack("CREATE_IN_PROGRESS", { tokens: ["theirs"] });
    expect(nextReopening(theirs, wanted, tried("create"), false)).toEqual({ do: "wait" });
    const deleting = observedStack("DELETE_IN_PROGRESS", { tokens: ["delete"] });
    expect(nextReopening(deleting, wanted, tried("delete"), true)).toEqual({ do: "wait" });
    const failed = observedStack("CREATE_COMPLETE", { tokens: ["create"], reason: "it is late" });
    expect(nextReopening(failed, wanted, tried("delete"), true)).toEqual({
      do: "delete",
      reason: "it is late",
    });
  });

  test("of one that failed is to close it again, for CloudFormation's reason", () => {
    const failed = observedStack("ROLLBACK_COMPLETE", {
      deployedDigest: wanted,
      tokens: ["create"],
      reason: "no capacity",
    });
    expect(nextReopening(failed, wanted, tried("create"), true)).toEqual({
      do: "delete",
      reason: "no capacity",
    });
  });

  test("is to leave it closed where nothing stands when the time is over", () => {
    expect(nextReopening(observedStack(null), wanted, null, false)).toMatchObject({ do: "closed" });
  });

  test("of one that takes too long is to close it again, and then it is closed", () => {
    const busy = observedStack("CREATE_IN_PROGRESS", { tokens: ["create"] });
    expect(nextReopening(busy, wanted, tried("create"), false)).toEqual({
      do: "delete",
      reason: "it took longer than the plan allows a step",
    });
    expect(nextReopening(observedStack(null), wanted, tried("delete"), false)).toMatchObject({
      do: "closed",
    });
    const stuck = observedStack("DELETE_FAILED", { tokens: ["delete"] });
    expect(nextReopening(stuck, wanted, tried("delete"), false)).toMatchObject({ do: "stop" });
  });
});

test("ways in are the same whatever AWS names their resources", () => {
  const before = [
    "listener TCP 443 of shop-prod-abc",
    "route rtb-0a1b2c3d4e5f60718 to 0.0.0.0/0 by igw-0a1b2c3d",
    "address 203.0.113.7 of eni-0a1b2c3d",
    "address 203.0.113.8 of eni-0a1b2c3e",
  ];
  const after = [
    "address 198.51.100.9 of eni-0f1b2c3d",
    "route rtb-1111111111111111a to 0.0.0.0/0 by igw-22222222",
    "listener TCP 443 of shop-prod-xyz",
  ];
  expect(waysIn(after)).toEqual(waysIn(before));
  expect(waysIn(["listener HTTP 80 of other"])).toEqual(["listener HTTP 80"]);
  expect(waysIn(["address 203.0.113.7 of eni-0a1b2c3d"])).toEqual(["address"]);
  expect(waysIn(["address 203.0.113.77 over TCP"])).toEqual(["address over TCP"]);
  expect(waysIn(["route rtb-0a1b2c3d to 10.0.0.0/8 by igw-0a1b2c3d"])).toEqual(["route to 10.0.0.0/8"]);
});

const second = { ...reopened(ingress), detail: { ...reopened(ingress).detail, step: "second" } };
test.each<[string, readonly Fact[], ReturnType<typeof reopeningOf>, boolean]>([
  ["that was never tried", [], null, false],
  ["that is only decided on", [reopeningBegun()], null, true],
  ["of all steps", [reopeningBegun(), reopened(ingress)], "open", false],
  ["of one step of two", [reopeningBegun({ steps: ["ingress", "second"] }), reopened(ingress)], null, true],
  [
    "of two steps",
    [reopeningBegun({ steps: ["ingress", "second"] }), reopened(ingress), second],
    "open",
    false,
  ],
  ["of a production that has no ingress", [reopeningBegun({ steps: [] })], null, true],
  ["of a production that differs", [reopeningBegun({ stands: false })], "closed", false],
  ["that was closed again", [reopeningBegun(), reopened(ingress, { result: "closed" })], "closed", false],
  [
    "that nobody can tell about",
    [reopeningBegun(), reopened(ingress, { result: "unknown" })],
    "unknown",
    false,
  ],
])("a reopening %s is open, closed, unknown or halfway", (_what, facts, expected, isHalfway) => {
  expect(reopeningOf(facts)).toBe(expected);
  expect(isHalfReopened(facts)).toBe(isHalfway);
});
