import { childName, children } from "../../../lib/domain/run/children.ts";

describe("a child execution's name", () => {
  test("contains its run, its purpose and its epoch", () => {
    expect(childName("shop-0123456789ab-1", { environment: "staging", what: "tear-down" }, 3)).toBe(
      "shop-0123456789ab-1-staging-tear-down-3",
    );
  });

  test("is no other child's", () => {
    const names = [1, 2].flatMap((epoch) => children.map((child) => childName("shop", child, epoch)));

    expect(new Set(names).size).toBe(names.length);
  });

  test("fits into Step Functions' limit, with the longest run id and epoch", () => {
    for (const child of children)
      expect(childName("r".repeat(40), child, 999_999).length).toBeLessThanOrEqual(80);
  });
});
