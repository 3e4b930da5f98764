import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { GeneratedDocument } from "./generated-document.ts";

const checkout = fileURLToPath(new URL("../../", import.meta.url));
const commands = "lib/command-line/commands";

/** What a command prints with `--json`: a type in words, and the types that say what is in it, each by its file. */
type Row = { readonly prints: string; readonly types: readonly (readonly [file: string, type: string])[] };

const row = (prints: string, ...types: Row["types"]): Row => ({ prints, types });

/** The document of each command. A test compares the commands with the command line. */
export const jsonRows: Readonly<Record<string, Row>> = {
  up: row("`UpResult`", [`${commands}/up.ts`, "UpResult"]),
  down: row("`{ sandbox, stoppedProcesses, openRun }`; `openRun` is the run that stopping costs, or null"),
  doctor: row(
    "`Diagnosis`; each banner is a sentence and the command that leads on",
    [`${commands}/doctor.ts`, "Diagnosis"],
    ["lib/installation/installation.ts", "Installation"],
    ["lib/installation/readiness.ts", "Readiness"],
    ["lib/command-line/object-lock.ts", "ObjectLock"],
    ["lib/command-line/object-lock.ts", "Retention"],
  ),
  init: row("`Initialised`", [`${commands}/init.ts`, "Initialised"]),
  bootstrap: row("`Bootstrapped`", [`${commands}/bootstrap.ts`, "Bootstrapped"]),
  deploy: row("`{ settings, deployed }`"),
  destroy: row("`Destroyed`, what stays", [`${commands}/destroy.ts`, "Destroyed"]),
  "plan check": row("`PlanName`", [`${commands}/plan.ts`, "PlanName"]),
  "plan init": row("`PlanName`", [`${commands}/plan.ts`, "PlanName"]),
  "plan show": row("the plan, as it is in its file"),
  "plan digest": row("`{ digest }`"),
  check: row(
    "`CheckReport`",
    ["lib/command-line/submission/check-change.ts", "CheckReport"],
    ["lib/domain/change/refusal.ts", "RuleFindings"],
  ),
  "change show": row("`ShownChange`", [`${commands}/change.ts`, "ShownChange"]),
  submit: row("`{ runId, state }`; `state` as in `interlock status`, `WAITING` if it has not begun"),
  runs: row("`RunRow[]`, newest first; all of them, unless `--limit` says how many", [
    "lib/shared-use-cases/list-runs.ts",
    "RunRow",
  ]),
  status: row(
    "`ShownRun`",
    [`${commands}/status.ts`, "ShownRun"],
    ["lib/shared-use-cases/run-view.ts", "RunView"],
    ["lib/domain/run/status.ts", "Status"],
    ["lib/domain/run/status.ts", "EnvironmentState"],
    ["lib/domain/run/phases.ts", "PhaseView"],
    ["lib/domain/run/phases.ts", "PhaseState"],
    ["lib/domain/run/phases.ts", "StepUnderWay"],
    ["lib/domain/run/phases.ts", "AskedGate"],
    ["lib/installation/resource-under-way.ts", "ResourceUnderWay"],
  ),
  open: row("`{ url }`"),
  logs: row("`LoggedLine[]`, oldest first; without a run, errors only", [
    "lib/installation/logged-lines.ts",
    "LoggedLine",
  ]),
  "records export": row("`ExportedBundle`", ["lib/command-line/bundles/export-bundle.ts", "ExportedBundle"]),
  verify: row(
    "`Verification`",
    ["lib/domain/verify/verify.ts", "Verification"],
    ["lib/domain/verify/finding.ts", "Finding"],
  ),
  report: row("`WrittenReport`", [`${commands}/report.ts`, "WrittenReport"]),
  rehearse: row("`Rehearsed[]`", ["lib/command-line/rehearsal/rehearsal.ts", "Rehearsed"]),
  smoke: row("`Smoked`", ["lib/command-line/smoke/smoke.ts", "Smoked"]),
  adopt: row(
    "`{ outcome, owner, repository, commit }`: `sent`, `adopted`, `already`, `wrong-code` or `not-needed`",
  ),
  stop: row("`{ outcome }`: `stopped` or `already`"),
  lift: row(
    "`{ outcome }`: `sent`, `agreed`, `lifted`, `wrong-code`, `not-held` (the window does not hold the run now) or `unknown-person`",
  ),
  resume: row("`{ outcome }`: `sent`, `agreed`, `resumed`, `wrong-code`, `not-stopped` or `unknown-person`"),
  "quarantine list": row("`Quarantine[]`, oldest first", ["lib/ports/records/port.ts", "Quarantine"]),
  "quarantine show": row(
    "`ShownQuarantine`; without a run, `ShownQuarantine[]`",
    [`${commands}/quarantine.ts`, "ShownQuarantine"],
    ["lib/domain/rollback/quarantine.ts", "LeftBehind"],
  ),
  "quarantine resolve": row("`{ outcome, left }`: `resolved` or `something-left`, and what is left in words"),
  "approvers list": row("`ApproverMail[]`", ["lib/command-line/approver-mail.ts", "ApproverMail"]),
  "approvers confirm": row("`{ approver }`"),
  completion: row("`{ shell, script }`"),
};

const error: Row = row("`{ error: Explained }`", ["lib/command-line/explain.ts", "Explained"]);

/** The declaration of a type, as its file has it. */
function declarationOf(file: string, type: string): string {
  const source = readFileSync(`${checkout}/${file}`, "utf8");
  const from = source.search(new RegExp(`export type ${type}\\b`));
  if (from < 0) throw new Error(`${file} has no type ${type}`);
  let depth = 0;
  for (let index = from; index < source.length; index += 1) {
    const character = source.charAt(index);
    if ("{([".includes(character)) depth += 1;
    if ("})]".includes(character)) depth -= 1;
    if (character === ";" && depth === 0) return source.slice(from, index + 1);
  }
  throw new Error(`the type ${type} in ${file} has no end`);
}

const section = (title: string, { prints, types }: Row): string =>
  [
    `## ${title}`,
    "",
    `${prints}.`,
    ...(types.length === 0
      ? []
      : ["", "```ts", types.map(([file, type]) => declarationOf(file, type)).join("\n\n"), "```"]),
    "",
  ].join("\n");

/** docs/json.md: the schema of each `--json` document, taken from the types that the compiler checks. */
export const json: GeneratedDocument = {
  path: "docs/json.md",
  text: () =>
    [
      "# What `--json` prints",
      "",
      "`npm run docs` makes this page from the types of the code, and a test fails when it is stale. Standard output has one JSON",
      "document and nothing else. Fields and shapes stay; new fields may come. Times are ISO 8601 in UTC; a field whose name ends in",
      "`Ms` counts milliseconds, since 1970 if it names a moment. The exit code is 0 only for the good outcome.",
      "",
      section("An error of any command", error),
      ...Object.entries(jsonRows).map(([name, one]) => section(`interlock ${name}`, one)),
    ].join("\n"),
};
