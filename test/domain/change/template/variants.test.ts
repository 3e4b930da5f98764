import type { Value } from "../../../../lib/domain/change/template/values.ts";
import { variantsOf } from "../../../../lib/domain/change/template/variants.ts";

const condition = (name: string): Value => ({ "Fn::Equals": [{ Ref: "AWS::StackId" }, name] });
const either = (name: string, then: Value, otherwise: Value): Value => ({
  "Fn::If": [condition(name), then, otherwise],
});
const nothing = { Ref: "AWS::NoValue" };

test.each<[string, Value, readonly Value[]]>([
  ["a value without a choice is one", { a: [1, null, { Ref: "A" }] }, [{ a: [1, null, { Ref: "A" }] }]],
  ["a choice is each of its branches", either("c", "x", "y"), ["x", "y"]],
  [
    "choices by one condition go together",
    { a: either("c", 1, 2), b: [either("c", 3, 4)] },
    [
      { a: 1, b: [3] },
      { a: 2, b: [4] },
    ],
  ],
  [
    "choices by several conditions are combined",
    [either("c", 1, 2), either("d", 3, 4)],
    [
      [1, 3],
      [1, 4],
      [2, 3],
      [2, 4],
    ],
  ],
  ["a choice within a choice is made too", either("c", either("d", 1, 2), 3), [1, 2, 3, 3]],
  [
    "what becomes nothing is left out of an object",
    { a: either("c", 1, nothing), b: 2 },
    [{ a: 1, b: 2 }, { b: 2 }],
  ],
  ["what becomes nothing is left out of a list", [either("c", nothing, 1), 2], [[2], [1, 2]]],
  ["a choice without branches becomes nothing", [{ "Fn::If": ["c"] }], [[], []]],
  ["a choice that is no list stays", { "Fn::If": "c" }, [{ "Fn::If": "c" }]],
])("%s", (_what, value, variants) => {
  expect([...variantsOf(value)].sort(byText)).toEqual([...variants].sort(byText));
});

test("of many conditions each branch is tried alone, and with all others of its kind", () => {
  const names = ["a", "b", "c", "d", "e", "f", "g"];
  const variants = variantsOf(names.map((name) => either(name, 1, 0))).map((one) =>
    (one as number[]).join(""),
  );

  expect(variants).toHaveLength(16);
  expect(variants).toEqual(
    expect.arrayContaining(["1111111", "0000000", "1000000", "0000001", "0111111", "1111110"]),
  );
  expect(variantsOf(names.slice(2).map((name) => either(name, 1, 0)))).toHaveLength(12);
  expect(variantsOf(names.slice(3).map((name) => either(name, 1, 0)))).toHaveLength(16);
});

function byText(one: Value, other: Value): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}
