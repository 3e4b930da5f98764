import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { findings } from "./findings.ts";
import { hasTest } from "./has-test.ts";

const checkout = fileURLToPath(new URL("../../../", import.meta.url));
test("every finding names a test that exists, or says why it has none", () => {
  const lost = findings.filter(({ shownBy, instead = "" }) => {
    if (shownBy === undefined) return instead === "";
    const path = `${checkout}${shownBy.file}`;
    return !existsSync(path) || !hasTest(readFileSync(path, "utf8"), shownBy.test);
  });
  expect(lost.map(({ id }) => id)).toEqual([]);
});

/** The numbers of the findings of both papers. */
const papers: Readonly<Record<string, number>> = { A: 11, B: 15, C: 2, D: 15, W: 15, K: 17 };

test("every finding of the two papers is in the table", () => {
  const known = new Set(findings.flatMap(({ id }) => id.split(" ")));
  const wanted = Object.entries(papers).flatMap(([letter, last]) =>
    Array.from({ length: last }, (_, index) => `${letter}${index + 1}`),
  );
  expect(wanted.filter((id) => !known.has(id))).toEqual([]);
});

test("a title is found as it stands and as the row of a table, and otherwise not", () => {
  const text = `test.each([["a topic"]])("is closed: %s"); test("waits")`;
  expect(["waits", "is closed: a topic"].map((title) => hasTest(text, title))).toEqual([true, true]);
  expect(["wait", "is closed: a queue"].map((title) => hasTest(text, title))).toEqual([false, false]);
});
