import { allFindings, inWords, type Refusal } from "../../../lib/domain/change/refusal.ts";

const refusal = (rule: string): Refusal => ({ rule, where: "web", seen: "a", todo: "do b" });

test("findings of several rules are one, in their order", () => {
  expect(
    allFindings([
      { refusals: [refusal("one")], unknown: [refusal("two")] },
      { refusals: [refusal("three")], unknown: [] },
    ]),
  ).toStrictEqual({ refusals: [refusal("one"), refusal("three")], unknown: [refusal("two")] });
});

test("a refusal is one line", () => {
  expect(inWords(refusal("one"))).toBe("one: web: a; do b");
});
