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
    ["without a colon", "Co-authored-by Rea <rea@example.org>"],
    ["without a colon and without by", "Co-author Rea <rea@example.org>"],
    ["with a space in front of the colon", "Co-authored-by : Rea <rea@example.org>"],
    ["with an equals sign", "Co-authored-by = Rea <rea@example.org>"],
    ["in one word", "CoAuthoredBy: Rea <rea@example.org>"],
    ["with underscores", "co_authored_by: Rea <rea@example.org>"],
    ["in the plural", "Co-authors: Rea <rea@example.org>"],
    ["with tabs", "\tCo-authored-by:\tRea\t<rea@example.org>\t"],
    ["on a line folded by a tab", "Co-authored-by: Rea\n\t<rea@example.org>"],
    ["on a folded line with Windows line ends", "Co-authored-by: Rea\r\n <rea@example.org>\r\n"],
    ["behind a line end of another kind", "feat\u000bPair-with: Rea <rea@example.org>"],
    ["behind a line end that a shell wrote out", "feat: x\\n\\nPaired-with: Rea <rea@example.org>"],
    ["with a space of another width", "Co-authored-by:\u3000Rea\u00a0<rea@example.org>"],
    ["with characters of no width", "Co-\u200bauthored\u00ad-by: Rea <rea\u2060@example.org>"],
    ["in wide letters", "Ｃｏ－ａｕｔｈｏｒｅｄ－ｂｙ： Rea ＜rea@example.org＞"],
    ["with a letter of another script", "\u0421o-authored-by: Rea <rea@example.org>"],
    ["behind an emoji", "🤝 Paired-with: Rea <rea@example.org>"],
    ["behind a number", "1. Co-author: Rea <rea@example.org>"],
    ["with a full stop", "Co-authored-by: Rea <rea@example.org>."],
    ["with mailto", "Co-authored-by: Rea <mailto:rea@example.org>"],
    ["with the name in quotes", 'Co-authored-by: "Doe, Rea" <rea@example.org>'],
    ["as a co-committer", "Co-Committed-By: Rea <rea@example.org>"],
    ["as a mob", "Mob-programmed-with: Rea <rea@example.org>"],
    ["as pairing", "Pairing with: Rea <rea@example.org>"],
    ["in the body of a mailed patch", "From: Rea <rea@example.org>"],
    ["as git log prints it", "Author: Rea <rea@example.org>"],
    ["as whoever submitted a patch", "Submitted by: Rea <rea@example.org>"],
    ["as help", "Helped-by: Rea <rea@example.org>"],
    ["in another language", "共同作者: Rea <rea@example.org>"],
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

  test("beside another one behind a trailer of its own on the same line", () => {
    expect(addresses("x\n\nCo-authored-by: R <r@e.org> Co-authored-by: P <p@e.org>")).toEqual([
      "r@e.org",
      "p@e.org",
    ]);
  });

  test("once, however often and however written", () => {
    expect(addresses("x\n\nCo-authored-by: R <rea@e.org>\nCo-authored-by: Rea <REA@e.org>")).toHaveLength(1);
  });
});

test.each<[string, string, readonly string[]]>([
  ["in brackets", "Rea <r@e.org>", ["Rea"]],
  ["of two words", "Mary Lou <r@e.org>", ["Mary Lou"]],
  ["in front of a bare address", "Mary O’Neil-Doe jr. r@e.org", ["Mary O’Neil-Doe jr."]],
  ["in quotes", '"Doe, Rea" <r@e.org>', ["Doe, Rea"]],
  ["in quotes with spaces", '" Rea " <r@e.org>', ["Rea"]],
  ["in bold", "**Rea** <r@e.org>", ["Rea"]],
  ["in brackets of another kind", "((Rea)) <r@e.org>", ["Rea"]],
  ["with quotes inside", "Rea 'Re' Doe <r@e.org>", ["Rea 'Re' Doe"]],
  ["of several people", "Rea <r@e.org>, and Pia <p@e.org> & Ida <i@e.org>", ["Rea", "Pia", "Ida"]],
  ["that begins like a word between names", "Rea <r@e.org>, Andy <a@e.org>", ["Rea", "Andy"]],
])("a co-author's name is read %s", (_how, value, names) => {
  expect(coAuthorsIn(`x\n\nCo-authored-by: ${value}`).people.map(({ name }) => name)).toEqual(names);
});

describe("a folded line", () => {
  test("is joined however far it stands in", () => {
    expect(addresses("x\n\nCo-authored-by: Rea\n    <r@e.org>")).toEqual(["r@e.org"]);
    expect(coAuthorsIn("x\n\nCo-authored-by: Rea\n    at home").unreadable).toEqual([
      "Co-authored-by: Rea at home",
    ]);
  });

  test("begins with a space, and follows a trailer", () => {
    expect(coAuthorsIn("  x\n\nCo-authored-by: Rea <r@e.org>\nand more of it.")).toEqual({
      people: [{ name: "Rea", address: "r@e.org" }],
      unreadable: [],
    });
    expect(coAuthorsIn("Signed off\n <r@e.org>")).toEqual({ people: [], unreadable: [] });
  });
});

describe("a line of 2,000 characters", () => {
  const trailer = "Co-authored-by: ";
  const address = " <r@e.org>";
  const long = (length: number) =>
    `${trailer}${"a".repeat(length - trailer.length - address.length)}${address}`;

  test("is read, and a longer one is returned with its first 100", () => {
    expect(addresses(`x\n\n${long(2_000)}`)).toEqual(["r@e.org"]);
    expect(coAuthorsIn(`x\n\n${long(2_001)}`)).toEqual({
      people: [],
      unreadable: [`${long(2_001).slice(0, 100)}…`],
    });
  });

  test("may be folded, and is then too long", () => {
    const line = `${trailer}${"a".repeat(2_000 - trailer.length)}`;

    expect(coAuthorsIn(`x\n\n${line}\n${address}`).unreadable).toEqual([`${line.slice(0, 100)}…`]);
  });
});

test.each([
  ["Co-authored-by: Rea"],
  ["Co-authored-by: #1 Rea r@e.org"],
  ["Co-authored-by: Rea and Pia r@e.org"],
  ["Co-authored-by: Rea r@e.org Pia p@e.org"],
  ["Co-authored-by: Rea <r@e.org> Pia"],
  ["Co-authored-by: Rea <rea>"],
  ["Co-authored-by:"],
  ["Co-authored-by: @rea"],
  ["Co-authored-by: Rea (rea at example.org)"],
  ["Co-authored-by: Rea &lt;rea@example.org&gt;"],
  ["Co-authored-by: Rea <rea@example.org> and Pia"],
  ["Paired with: Rea"],
  ["Written-by: Rea"],
])("the line %s names a co-author nobody can identify, and is returned", (line) => {
  expect(coAuthorsIn(`feat: a shop\n\n${line}`)).toEqual({ people: [], unreadable: [line] });
});

test("a line of a megabyte is told within a second, and refuses the commit if it may name a co-author", () => {
  const beganAtMs = performance.now();
  const of = (line: string) => coAuthorsIn(`x\n\n${line}`).unreadable.length;

  expect(of(`Co-authored-by: ${"a".repeat(1_000_000)}`)).toBe(1);
  expect(of("co-author ".repeat(100_000))).toBe(1);
  expect(of("co- ".repeat(250_000))).toBe(0);
  expect(of(`${"<a@b.c>".repeat(150_000)}:`)).toBe(0);
  expect(performance.now() - beganAtMs).toBeLessThan(1_000);
});

test.each([
  ["Reviewed-by: Rea <rea@example.org>"],
  ["Signed-off-by: Rea <rea@example.org>"],
  ["signed off by: Rea <rea@example.org>"],
  ["Acked-by: Rea <rea@example.org>"],
  ["Approved-by: Rea <rea@example.org>"],
  ["Merged-by: Rea <rea@example.org>"],
  ["Reviewed-and-tested-by: Rea <rea@example.org>"],
  ["Reported-by: Rea <rea@example.org>"],
  ["Cc: Rea <rea@example.org>"],
  ["on-behalf-of: @shop <rea@example.org>"],
  ["Commit-Queue: Rea <rea@example.org>"],
  ["Reviewers: Rea <rea@example.org>"],
  ["fix(mail): send from shop@example.org"],
  ["pair: fix the flaky test"],
  ["authors: add a page"],
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
