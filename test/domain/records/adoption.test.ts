import { countedFrom } from "../../../lib/domain/records/adoption.ts";

const success = (number: number) => ({ runId: `shop-${number}`, commit: `success ${number}` });
const adopted = (after: string | null) => ({ commit: "adopted", after });

test.each([
  ["everything, without a success or an adoption", [], null, null],
  ["the adopted commit before the first success", [], adopted(null), "adopted"],
  ["the last success", [success(1), success(2)], null, "success 2"],
  ["the last success, if it came after the adoption", [success(1)], adopted(null), "success 1"],
  [
    "the last success, if more than one came after it",
    [success(1), success(2)],
    adopted("shop-1"),
    "success 2",
  ],
  ["the adopted commit, if it came after the last success", [success(1)], adopted("shop-1"), "adopted"],
])("contributors are counted from %s", (_what, successes, adoption, from) => {
  expect(countedFrom(successes, adoption)).toBe(from);
});
