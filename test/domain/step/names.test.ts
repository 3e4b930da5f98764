import { deployedDigest } from "../../../lib/domain/step/deployed-digest.ts";
import { type Standing, standingOf } from "../../../lib/domain/step/stack-status.ts";
import { requestToken } from "../../../lib/domain/step/token.ts";

const attempt = ["shop-0123456789ab-1", "staging", "storage", "create", 1] as const;

describe("the token of an attempt", () => {
  test("is the same however often it is made, and CloudFormation takes it", () => {
    expect(requestToken(...attempt)).toBe(requestToken(...attempt));
    expect(requestToken(...attempt)).toMatch(/^[A-Za-z0-9][-A-Za-z0-9]{0,127}$/);
  });

  test.each<[string, Parameters<typeof requestToken>]>([
    ["run", ["shop-0123456789ab-2", "staging", "storage", "create", 1]],
    ["environment", ["shop-0123456789ab-1", "production", "storage", "create", 1]],
    ["step", ["shop-0123456789ab-1", "staging", "storages", "create", 1]],
    ["operation", ["shop-0123456789ab-1", "staging", "storage", "update", 1]],
    ["number", ["shop-0123456789ab-1", "staging", "storage", "create", 2]],
    ["step, however its name is cut", ["shop-0123456789ab-1", "stagings", "torage", "create", 1]],
  ])("is another for another %s", (_what, other) => {
    expect(requestToken(...other)).not.toBe(requestToken(...attempt));
  });
});

describe("what is deployed", () => {
  const deployed = { templateDigest: "a".repeat(64), parameters: { Size: "2" }, tags: { owner: "shop" } };

  test("is the same in whatever order its parameters come", () => {
    const one = { ...deployed, parameters: { Size: "2", Zone: "a" } };
    const other = { ...deployed, parameters: { Zone: "a", Size: "2" } };

    expect(deployedDigest(one)).toBe(deployedDigest(other));
  });

  test.each([
    ["template", { templateDigest: "b".repeat(64) }],
    ["parameter", { parameters: { Size: "3" } }],
    ["tag", { tags: { owner: "somebody" } }],
  ])("is something else with another %s", (_what, other) => {
    expect(deployedDigest({ ...deployed, ...other })).not.toBe(deployedDigest(deployed));
  });
});

describe("a stack", () => {
  test.each<[Standing, string | null]>([
    ["absent", null],
    ["absent", "DELETE_COMPLETE"],
    ["busy", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"],
    ["settled", "UPDATE_COMPLETE"],
    ["restored", "UPDATE_ROLLBACK_COMPLETE"],
    ["leftover", "REVIEW_IN_PROGRESS"],
    ["wedged", "UPDATE_FAILED"],
    ["foreign", "IMPORT_COMPLETE"],
    ["unknown", "FROZEN_IN_TIME"],
    ["unknown", "hasOwnProperty"],
  ])("is %s in the status %s", (standing, status) => {
    expect(standingOf(status)).toBe(standing);
  });
});
