import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { findings } from "./findings.ts";

const checkout = fileURLToPath(new URL("../../../", import.meta.url));
const asPattern = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Whether a test file has a test of that title: as it stands, or as a row of a table makes it. */
function hasTest(text: string, title: string): boolean {
  const quoted = [...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, words = ""]) => words);
  return quoted.some((words) => {
    const [first = "", ...others] = words.split("%s");
    if (others.length === 0) return words === title;
    const match = new RegExp(`^${[first, ...others].map(asPattern).join("(.+)")}$`).exec(title);
    return match?.slice(1).every((row) => quoted.includes(row)) ?? false;
  });
}

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
