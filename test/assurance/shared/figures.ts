import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where every command leaves what it measured. A build output: never committed. */
export const resultsFolder = fileURLToPath(new URL("../../../results", import.meta.url));

/** One figure that a command reached, beside the bar that it has to reach. */
export type Figure = {
  readonly name: string;
  readonly value: number | string;
  /** The bar, in words. */
  readonly bar: string;
  readonly reached: boolean;
};

/** What a command leaves behind. */
export type Results = {
  /** The command that measures it again. */
  readonly command: string;
  readonly at: string;
  /** The commit that was measured, with a plus when the checkout had changes. */
  readonly commit: string;
  readonly figures: readonly Figure[];
};

/** A figure that must be at least, or at most, a number. */
export const atLeast = (name: string, value: number, bar: number): Figure => ({
  name,
  value,
  bar: `at least ${bar.toLocaleString("en")}`,
  reached: value >= bar,
});
/** See `atLeast`. */
export const atMost = (name: string, value: number, bar: number): Figure => ({
  name,
  value,
  bar: `at most ${bar.toLocaleString("en")}`,
  reached: value <= bar,
});
/** A figure of which every one must be right: `right of all`. */
export const allOf = (name: string, right: number, all: number): Figure => ({
  name,
  value: `${right} of ${all}`,
  bar: "all",
  reached: right === all && all > 0,
});

/** Writes what was measured, prints it, and says whether every bar was reached. */
export function leaveFigures(file: string, command: string, figures: readonly Figure[]): boolean {
  keepFigures(file, command, figures);
  for (const { name, value, bar, reached } of figures)
    console.log(`${reached ? "  ok  " : "SHORT "} ${name.padEnd(58)} ${String(value).padStart(12)}   ${bar}`);
  return figures.every(({ reached }) => reached);
}

/** Writes what was measured so far, without a word. */
export function keepFigures(file: string, command: string, figures: readonly Figure[]): void {
  mkdirSync(resultsFolder, { recursive: true });
  const results: Results = { command, at: new Date().toISOString(), commit: measuredCommit, figures };
  writeFileSync(join(resultsFolder, `${file}.json`), `${JSON.stringify(results, null, 2)}\n`);
}

/** Keeps a document beside the figures, and returns its path. */
export function leaveDocument(file: string, text: string): string {
  const path = join(resultsFolder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** The commit that this process began with: a long search goes on while the checkout moves. */
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
