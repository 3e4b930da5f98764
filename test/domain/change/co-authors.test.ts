import fc from "fast-check";
import { coAuthorsIn } from "../../../lib/domain/change/co-authors.ts";

const addresses = (message: string) => coAuthorsIn(message).people.map(({ address }) => address);

describe("a co-author counts", () => {
  test.each([
    ["in git's own form", "Co-authored-by: Rea <rea@example.org>"],
    ["in lower case", "co-authored-by: Rea <rea@example.org>"],
    ["in upper case", "CO-AUTHORED-BY: Rea <rea@example.org>"],
    ["with an address alone", "Co-authored-by: rea@example.org"],
    ["with an address in brackets alone", "Co-authored-by: <rea@example.org>"],
    ["behind a bullet", "- Co-authored-by: Rea <rea@example.org>"],
    ["behind a star", "* Co-Authored-By: Rea <rea@example.org>"],
    ["in a quote", "> Co-authored-by: Rea <rea@example.org>"],
    ["in bold", "**Co-authored-by:** Rea <rea@example.org>"],
    ["with spaces instead of hyphens", "Co authored by: Rea <rea@example.org>"],
    ["with another kind of hyphen", "Co\u2011authored\u2011by: Rea <rea@example.org>"],
    ["with a wide colon", "Co-authored-by：Rea <rea@example.org>"],
    ["on a folded line", "Co-authored-by: Rea\n <rea@example.org>"],
    ["with Windows line ends", "Co-authored-by: Rea <rea@example.org>\r"],
    ["as a co-developer", "Co-developed-by: Rea <rea@example.org>"],
    ["as a pair", "Pair-programmed-with: Rea <rea@example.org>"],
    ["inside a sentence", "This is co-authored by: Rea <rea@example.org>"],
  ])("%s", (_form, line) => {
    expect(addresses(`feat: a shop\n\n${line}\n`)).toEqual(["rea@example.org"]);
    expect(addresses(`feat: a shop\n\n${line}\n\nA paragraph behind it.`)).toEqual(["rea@example.org"]);
  });

  test("beside another one on the same line", () => {
    expect(addresses("x\n\nCo-authored-by: Rea <rea@example.org>, Pia <pia@example.org>")).toEqual([
      "rea@example.org",
      "pia@example.org",
    ]);
  });

  test("once, however often and however written", () => {
    expect(addresses("x\n\nCo-authored-by: R <rea@e.org>\nCo-authored-by: Rea <REA@e.org>")).toHaveLength(1);
  });
});

test.each([
  ["Co-authored-by: Rea"],
  ["Co-authored-by: Rea <rea>"],
  ["Co-authored-by:"],
  ["Co-authored-by: @rea"],
])("the line %s names a co-author nobody can identify, and is returned", (line) => {
  expect(coAuthorsIn(`feat: a shop\n\n${line}`)).toEqual({ people: [], unreadable: [line] });
});

test.each([
  ["Reviewed-by: Rea <rea@example.org>"],
  ["Signed-off-by: Rea <rea@example.org>"],
  ["The authors of rea@example.org wrote the library."],
])("the line %s names no co-author", (line) => {
  expect(coAuthorsIn(`feat: a shop\n\n${line}`)).toEqual({ people: [], unreadable: [] });
});

test("a line with a co-author's trailer is never passed over", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (value) => {
      const [line = ""] = value.split(/[\r\n\u2028\u2029]/);
      const { people, unreadable } = coAuthorsIn(`feat: a shop\n\nCo-authored-by: ${line}`);
      expect(people.length + unreadable.length).toBeGreaterThan(0);
    }),
  );
});
