import { median } from "../../lib/domain/median.ts";

test.each<[readonly number[], number | null]>([
  [[], null],
  [[7], 7],
  [[3, 1, 2], 2],
  [[100, 9, 10], 10],
  [[4, 1, 3, 2], 2],
])("the median of %j is %j: of two in the middle, the lower one", (values, middle) => {
  expect(median(values)).toBe(middle);
});
