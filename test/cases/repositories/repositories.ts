import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type CheckReport, checkChange } from "../../../lib/command-line/submission/check-change.ts";
import { readCommit } from "../../../lib/command-line/submission/read-commit.ts";
import { readPlan } from "../../../lib/command-line/submission/read-plan.ts";
import { synthesisHere } from "../../../lib/command-line/submission/synthesis-here.ts";
import type { Refusal } from "../../../lib/domain/change/refusal.ts";
import { noAllowances } from "../../../lib/domain/change/rules/candidate.ts";

const here = fileURLToPath(new URL("./", import.meta.url));

type Expected = {
  readonly answer: "accepted" | "refused";
  readonly rule: string;
  readonly names?: readonly string[];
  readonly people?: readonly { readonly address: string }[];
  readonly subject?: string;
  readonly repository?: string;
  readonly told?: readonly string[];
};

const { cases } = JSON.parse(readFileSync(join(here, "expected.json"), "utf8")) as {
  readonly cases: Readonly<Record<string, Expected>>;
};

/** Every case of a repository, by name. */
export const repositoryCases: readonly string[] = Object.keys(cases);

/** Rules that are applied while the commit is synthesised; all others are applied while it is read. */
const synthesised = ["whole-commit", "checkout", "odd-names", "app-folder"];

/** Whether the right answer to a case needs a synthesis, which takes seconds. */
export const needsSynthesis = (name: string): boolean => synthesised.includes(cases[name]?.rule ?? "");

type Answer = {
  readonly refusals: readonly Refusal[];
  readonly found: Pick<CheckReport, "people" | "subject" | "repository" | "uncommitted"> | null;
};

/** Makes the repository of a case, and asks `answer` about it. */
export async function inRepository<T>(
  name: string,
  answer: (folder: string, since: string | null) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "repository-case-"));
  try {
    const printed = execFileSync("bash", [join(here, "make.sh"), join(folder, "case"), name], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const since = join(folder, "case", "since");
    return await answer(
      printed.trim().split("\n").at(-1) ?? "",
      existsSync(since) ? readFileSync(since, "utf8").trim() : null,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Reads the commit of a repository, without its app. */
export async function readOnly(folder: string, since: string | null): Promise<Answer> {
  const read = readCommit(folder, since);
  if ("refusals" in read) return { refusals: read.refusals, found: null };
  const { commit, contributors, repository, uncommitted } = read.commit;
  return {
    refusals: [],
    found: {
      people: contributors.people.map(({ address }) => address),
      subject: commit.subject,
      repository: repository.path,
      uncommitted,
    },
  };
}

/** Checks the commit of a repository as `interlock check` does, with its app synthesised. */
export async function wholeCheck(folder: string, since: string | null): Promise<Answer> {
  const { report } = await checkChange({
    assembly: null,
    repository: folder,
    since,
    planFor: () => ({ plan: readPlan(), refusals: [] }),
    allowances: noAllowances,
    synthesis: synthesisHere({}),
  });
  return { refusals: report.refusals, found: report };
}

/** What is wrong with the answer to a case; nothing if it is as expected. */
export function problemsOfAnswer(name: string, { refusals, found }: Answer): readonly string[] {
  const expected = cases[name] as Expected;
  if (expected.answer === "refused") {
    const own = JSON.stringify(refusals.filter(({ rule }) => rule === expected.rule));
    return [
      ...(own === "[]" ? [`${expected.rule} refuses nothing`] : []),
      ...(expected.names ?? []).filter((one) => !own.includes(one)).map((one) => `no refusal names ${one}`),
    ];
  }
  const people = (expected.people ?? []).map(({ address }) => address).sort();
  const told = JSON.stringify(found?.uncommitted ?? []);
  return [
    ...refusals.map(({ rule, seen }) => `it is refused by ${rule}: ${seen}`),
    ...(JSON.stringify([...(found?.people ?? [])].sort()) === JSON.stringify(people)
      ? []
      : ["other people count"]),
    ...(expected.subject === undefined || expected.subject === found?.subject
      ? []
      : ["it has another subject"]),
    ...(expected.repository === undefined || expected.repository === found?.repository
      ? []
      : ["the repository has another name"]),
    ...(expected.told ?? []).filter((one) => !told.includes(one)).map((one) => `${one} is not named`),
  ];
}
