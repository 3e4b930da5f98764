import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder where each suite writes what it measured. A build output, never committed. */
export const resultsFolder = fileURLToPath(new URL("../../../results", import.meta.url));

/** One figure that a suite measured, with the bar that it has to reach. */
export type Figure = {
  readonly name: string;
  readonly value: number | string;
  /** The bar as text. */
  readonly bar: string;
  readonly reached: boolean;
};

/** What a suite writes. */
export type Results = {
  /** The command that measures the figures again. */
  readonly command: string;
  readonly at: string;
  /** The measured commit, with a plus if the checkout had uncommitted edits. */
  readonly commit: string;
  readonly figures: readonly Figure[];
};

/** A figure that must be at least a number. */
export const atLeast = (name: string, value: number, bar: number): Figure => ({
  name,
  value,
  bar: `at least ${bar.toLocaleString("en")}`,
  reached: value >= bar,
});
/** A figure that must be at most a number. */
export const atMost = (name: string, value: number, bar: number): Figure => ({
  name,
  value,
  bar: `at most ${bar.toLocaleString("en")}`,
  reached: value <= bar,
});
/** A figure whose every case must be right: `right of all`. It fails if there is no case. */
export const allOf = (name: string, right: number, all: number): Figure => ({
  name,
  value: `${right} of ${all}`,
  bar: "all",
  reached: right === all && all > 0,
});

/** Writes the figures to results/<file>.json and prints them. Returns whether each one reached its bar. */
export function reportFigures(file: string, command: string, figures: readonly Figure[]): boolean {
  writeFigures(file, command, figures);
  for (const { name, value, bar, reached } of figures)
    console.log(`${reached ? "  ok  " : "SHORT "} ${name.padEnd(58)} ${String(value).padStart(12)}   ${bar}`);
  return figures.every(({ reached }) => reached);
}

/** Writes the figures to results/<file>.json without printing them. */
export function writeFigures(file: string, command: string, figures: readonly Figure[]): void {
  mkdirSync(resultsFolder, { recursive: true });
  const results: Results = { command, at: new Date().toISOString(), commit: measuredCommit, figures };
  writeFileSync(join(resultsFolder, `${file}.json`), `${JSON.stringify(results, null, 2)}\n`);
}

/** Writes a document to the folder of the figures. Returns its path. */
export function writeDocument(file: string, text: string): string {
  const path = join(resultsFolder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** Read when the process begins, because the checkout may move during a long suite. */
const measuredCommit = commitOf();

function commitOf(): string {
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: resultsFolder, encoding: "utf8" }).trim();
  try {
    return `${git("rev-parse", "--short", "HEAD")}${git("status", "--porcelain") === "" ? "" : "+"}`;
  } catch {
    return "unknown";
  }
}
