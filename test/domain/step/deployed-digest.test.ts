import { deployedDigest } from "../../../lib/domain/step/deployed-digest.ts";

describe("the deployed digest", () => {
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

test("a stack is as wanted if only its tags are told with ? for other characters than ASCII", () => {
  const tagged = (owner: string) =>
    deployedDigest({ templateDigest: "a".repeat(64), parameters: {}, tags: { owner } });

  expect(tagged("J?rg")).toBe(tagged("Jörg"));
  expect(tagged("Jorg")).not.toBe(tagged("Jörg"));
});
