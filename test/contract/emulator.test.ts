import { readFileSync } from "node:fs";
import { findings } from "../assurance/aws/findings.ts";
import { hasTest } from "../assurance/aws/has-test.ts";
import { emulatorRows } from "./emulator.ts";
import { kindnesses } from "./emulator-kindness.ts";

const textOf = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");

const rows = [...emulatorRows, ...kindnesses];

test.each(rows)("$question: a test that does not trust the emulator exists", ({ test: { file, title } }) => {
  expect(hasTest(textOf(file), title)).toBe(true);
});

test("each question is asked once", () => {
  const questions = rows.map(({ question }) => question);

  expect(questions).toEqual([...new Set(questions)]);
});

test("each finding about AWS has a test and a commit, or says why it has none", () => {
  expect(
    findings.filter(({ shownBy, commit, instead }) =>
      shownBy === undefined ? instead === undefined : commit === undefined,
    ),
  ).toEqual([]);
});
