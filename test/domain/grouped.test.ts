import { groupedBy } from "../../lib/domain/grouped.ts";

test("items of one key stand together, in their order", () => {
  const grouped = groupedBy(["ape", "bee", "ant", "bat", "cat"], (word) => word[0] ?? "");

  expect([...grouped]).toEqual([
    ["a", ["ape", "ant"]],
    ["b", ["bee", "bat"]],
    ["c", ["cat"]],
  ]);
});
