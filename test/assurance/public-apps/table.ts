import { readFileSync, writeFileSync } from "node:fs";
import type { PublicOutcome } from "./outcome.ts";

const page = new URL("../../../docs/applications.md", import.meta.url);
const begins = "<!-- table: npm run assure -- public-apps --clones FOLDER --write -->";
const ends = "<!-- end of the table -->";

const header = [
  "| app | commit | licence | edited | stacks, resources, files | `check` | run in the account in memory | not emulated |",
  "| --- | --- | --- | --- | --- | --- | --- | --- |",
];

/** The outcomes as a table, a row each. */
export const tableOf = (outcomes: readonly PublicOutcome[]): readonly string[] => [
  ...header,
  ...outcomes.map(({ app, stacks, resources, files, rules, refusals, run, lacking }) => {
    const edits = ["a Stage per environment", ...(app.edits ?? []).map(({ what }) => what)];
    return row([
      `[${app.name}](https://github.com/${app.repository}/tree/${app.commit}/${app.folder})`,
      app.commit.slice(0, 7),
      app.licence,
      edits.join("; "),
      `${stacks}, ${resources}, ${files}`,
      refusals.length === 0 ? "sound" : `refused: ${rules.map((rule) => `\`${rule}\``).join(", ")}`,
      run === null ? "–" : run.verdict,
      lacking === null ? "?" : lacking.length === 0 ? "–" : `${lacking.length}`,
    ]);
  }),
];

const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;

/** Every refusal in words, under the name of its app. */
const reasonsOf = (outcomes: readonly PublicOutcome[]): readonly string[] =>
  outcomes.flatMap(({ app, refusals }) =>
    refusals.length === 0
      ? []
      : [
          "",
          `\`${app.name}\`:`,
          ...refusals.map((refusal) => `- ${refusal.replaceAll("|", "\\|").replaceAll("\n", " ")}`),
        ],
  );

/** Writes the table, and the reasons of what is refused, into docs/applications.md. */
export function writeTable(outcomes: readonly PublicOutcome[]): void {
  const text = readFileSync(page, "utf8");
  const [before = "", rest = ""] = text.split(begins);
  const [, after = ""] = rest.split(ends);
  const table = [
    begins,
    ...tableOf(outcomes),
    "",
    "What is refused, and why, in the words of `check`:",
    ...reasonsOf(outcomes),
    ends,
  ];
  writeFileSync(page, `${before}${table.join("\n")}${after}`);
}
