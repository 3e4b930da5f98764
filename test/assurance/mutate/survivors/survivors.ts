import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** One file of Stryker's report: its source, and the status of each mutant. */
export type MutatedFile = {
  readonly source: string;
  readonly mutants: readonly {
    readonly status: string;
    readonly replacement: string;
    readonly location: { readonly start: { readonly line: number } };
  }[];
};

/** A mutant that no test noticed: its file, the line that it changes, the replacement, and why no test can notice. */
type Survivor = { readonly file: string; readonly code: string; readonly becomes: string };
type Explained = Survivor & { readonly why: string };

const shownOfReplacement = 80;

/**
 * The survivors of an area that test/assurance/mutate/survivors/<area>.json does not explain, and the explanations there whose
 * mutants are killed now.
 */
export function compareSurvivors(
  area: string,
  files: Readonly<Record<string, MutatedFile>>,
): { readonly unexplained: readonly string[]; readonly outdated: readonly string[] } {
  const explained = explainedIn(area).map(nameOf);
  const survived = Object.entries(files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split("\n");
    return mutants
      .filter(({ status }) => status === "Survived" || status === "NoCoverage")
      .map(({ replacement, location }) =>
        nameOf({ file, code: (lines[location.start.line - 1] ?? "").trim(), becomes: replacement }),
      );
  });
  return { unexplained: without(survived, explained), outdated: without(explained, survived) };
}

const nameOf = ({ file, code, becomes }: Survivor): string =>
  `${file}: ${code} -> ${becomes.slice(0, shownOfReplacement).trimEnd()}`;

/** The names that remain after each of the others has removed one equal name. */
function without(names: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...names];
  for (const name of others) if (left.includes(name)) left.splice(left.indexOf(name), 1);
  return left;
}

function explainedIn(area: string): readonly Explained[] {
  const path = fileURLToPath(new URL(`./${area}.json`, import.meta.url));
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Explained[]) : [];
}
