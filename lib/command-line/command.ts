import { type Command, Option } from "commander";
import type { Say } from "../sandbox/up.ts";

/** Where a command writes, and how it ends. */
export type Output = {
  /** Prints a line of the answer, on standard output. */
  readonly say: Say;
  /** Prints a line beside the answer, on standard error. */
  readonly complain: Say;
  /** Sets the exit code: 0 only for the good outcome. */
  readonly exitWith: (code: number) => void;
};

/** Adds one command, with its options and its action, to the program. */
export type AddCommand = (interlock: Command, output: Output) => void;

/** The option of every command. */
export type JsonOption = { readonly json?: boolean };

/** The options of every command that acts on an installation. */
export type InstallationOptions = JsonOption & {
  readonly sandbox?: string;
  readonly application?: string;
  /** Acts on AWS, even if a sandbox has an application of that name. */
  readonly aws?: boolean;
};

/** The options of every command that submits a commit. */
export type CommitOptions = { readonly repository?: string; readonly attempt: number };

/** Adds `--json`. */
export const withJson = (command: Command): Command =>
  command.option("--json", "print one JSON document; progress goes to standard error");

/** Adds `--sandbox`, `--application`, `--aws` and `--json`. */
export const withInstallation = (command: Command): Command =>
  withJson(command)
    .option("--sandbox <name>", "the sandbox to use; local if neither a sandbox nor an application is named")
    .option("--application <name>", "the application whose control plane to use: a sandbox's, or one on AWS")
    .option("--aws", "use the account and region of your credentials, never a sandbox");

/** Adds `--repository`. */
export const withRepository = (command: Command): Command =>
  command.option("--repository <path>", "a git repository whose CDK app has the three Stages");

/** Adds `--repository` and `--attempt`. */
export const withCommit = (command: Command): Command =>
  withRepository(command).addOption(
    new Option("--attempt <n>", "the attempt; the same commit with another number is a new run")
      .argParser(Number)
      .default(1),
  );

/** Collects the values of an option that may be repeated. */
export const appended = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
];

/** Where a command says which installation it acts on: beside the answer, and nowhere if programs read the answer. */
export const whereOf = ({ complain }: Output, { json }: JsonOption): Say =>
  json === true ? () => undefined : (where) => complain(`(${where})`);

/** Where progress goes: with `--json`, standard output holds the document and nothing else. */
export const progressOutput = ({ say, complain }: Output, { json }: JsonOption): Say =>
  json === true ? complain : say;

/** Prints what a command found: one JSON document for programs, or the text for people. */
export const printResult = ({ say }: Output, { json }: JsonOption, document: unknown, text: string): void =>
  say(json === true ? JSON.stringify(document, null, 2) : text);
