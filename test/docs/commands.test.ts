import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Command, CommanderError } from "commander";
import type { Output } from "../../lib/command-line/command.ts";
import { programFor } from "../../lib/command-line/program.ts";
import { readPlan } from "../../lib/command-line/submission/read-plan.ts";
import { parsePlan, planDigest } from "../../lib/plan/schema.ts";
import { suites } from "../assurance/suites.ts";
import {
  argumentsIn,
  commandsInMarkdown,
  commandsInSource,
  type ShownCommand,
  variantsOf,
} from "./shown-commands.ts";

const checkout = fileURLToPath(new URL("../../", import.meta.url));
const { scripts } = JSON.parse(readFileSync(`${checkout}/package.json`, "utf8")) as {
  scripts: Readonly<Record<string, string>>;
};
const tracked = execFileSync("git", ["ls-files", "-z"], { cwd: checkout, encoding: "utf8" })
  .split("\0")
  .filter((file) => file !== "");

/** Every command that a person can read: in documents, mails, pages, messages and comments. */
const shown: readonly ShownCommand[] = tracked
  .filter((file) => !file.startsWith("test/docs/"))
  .flatMap((file) => {
    if (file.endsWith(".md")) return commandsInMarkdown(file, read(file));
    if (!/\.(ts|mjs)$|^\.ci\//.test(file)) return [];
    const found = commandsInSource(file, read(file));
    // A test quotes parts of messages.
    return file.endsWith(".test.ts") ? found.filter(({ line }) => line.startsWith("npm ")) : found;
  });

function read(file: string): string {
  return readFileSync(`${checkout}/${file}`, "utf8");
}

const silent: Output = { say: () => undefined, complain: () => undefined, exitWith: () => undefined };

const withSubcommands = (command: Command): readonly Command[] => [
  command,
  ...command.commands.flatMap(withSubcommands),
];

/** The program with every command, none of which acts; an error is thrown instead of printed. */
async function inertProgram(): Promise<Command> {
  const interlock = await programFor(undefined, silent);
  for (const command of withSubcommands(interlock)) {
    command.exitOverride().configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
    if (command.commands.length === 0) command.action(() => undefined);
  }
  return interlock;
}

const inert = inertProgram();
const missing = [
  "commander.missingArgument",
  "commander.missingMandatoryOptionValue",
  "commander.optionMissingArgument",
];

/** Why an `interlock` command does not parse; null if it does. */
async function problemOfCommand(args: readonly string[], isWhole: boolean): Promise<string | null> {
  const interlock = await inert;
  try {
    interlock.parse([...args], { from: "user" });
    return null;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return !isWhole && missing.includes(error.code) ? null : error.message;
  }
}

/** Why an `npm` command names no script or no suite, or passes on what does not parse; null if it is right. */
async function problemOfScript(
  [first = "", ...rest]: readonly string[],
  isWhole: boolean,
): Promise<string | null> {
  const [script = "", separator, ...options] = first === "run" ? rest : [first, ...rest];
  const command = scripts[script];
  if (command === undefined) return `there is no script ${script}`;
  const [option] = options;
  if (script === "assure" && option !== undefined && option !== "--list" && option !== "NAME")
    return suites.some(({ name }) => name === option) ? null : `there is no suite ${option}`;
  const passedOn = /bin\/interlock\.ts (.*)$/.exec(command)?.[1];
  return passedOn === undefined || separator !== "--"
    ? null
    : problemOfCommand([...passedOn.split(" "), ...options], isWhole);
}

async function problemsOf({ file, line, isWhole }: ShownCommand): Promise<readonly string[]> {
  const problems = variantsOf(line).map(async (variant) => {
    const [tool, ...args] = argumentsIn(variant.replace(/^npx /, ""));
    const problem = await (tool === "npm" ? problemOfScript : problemOfCommand)(args, isWhole);
    return problem === null ? [] : [`${file}: "${variant}": ${problem}`];
  });
  return (await Promise.all(problems)).flat();
}

test("every command that is shown exists, with its options and arguments", async () => {
  expect(shown.length).toBeGreaterThan(50);
  expect((await Promise.all(shown.map(problemsOf))).flat()).toEqual([]);
});

test.each([
  ["npx interlock stauts RUN", "unknown command 'stauts'"],
  ["npx interlock status RUN --wait", "unknown option '--wait'"],
  ["npx interlock report", "missing required argument 'run-or-bundle'"],
  ["npx interlock stop NOW --reason x", "too many arguments"],
  ["npx interlock quarantine list|end", "unknown command 'end'"],
  ["npm run test:tamper", "there is no script test:tamper"],
  ["npm run assure -- nothing", "there is no suite nothing"],
  ["npm run rehearse -- --fall staging/compute", "unknown option '--fall'"],
])("the command %s would be found", async (line, problem) => {
  const found = commandsInMarkdown("page.md", `Text\n\`\`\`\n${line}   # a comment\n\`\`\`\n`);
  expect((await Promise.all(found.map(problemsOf))).flat().join()).toContain(problem);
});

test("commands are found in inline code, in messages and in mails, with every alternative", () => {
  expect(
    commandsInMarkdown("page.md", "Run `AWS=1 npx\ninterlock doctor | runs`.").flatMap(({ line }) =>
      variantsOf(line),
    ),
  ).toEqual(["npx interlock doctor", "npx interlock runs"]);
  const text = `fail("interlock status \${run.id}", or: interlock resolve \${run.id} --reason "why"; then wait)`;
  expect(commandsInSource("mail.ts", text).map(({ line }) => line)).toEqual([
    "interlock status X",
    'interlock resolve X --reason "why"',
  ]);
  expect(variantsOf("interlock plan check|show [FILE]")).toEqual([
    "interlock plan check",
    "interlock plan show",
    "interlock plan check FILE",
    "interlock plan show FILE",
  ]);
});

/** Runs a command in this process. Returns what it printed, and its exit code. */
async function run(...args: readonly string[]): Promise<{ readonly text: string; readonly code: number }> {
  const lines: string[] = [];
  let code = 0;
  const interlock = await programFor(args[0], {
    say: (line) => lines.push(line),
    complain: (line) => lines.push(line),
    exitWith: (given) => {
      code = given;
    },
  });
  await interlock.parseAsync([...args], { from: "user" });
  return { text: lines.join("\n"), code };
}

describe("a command that needs no installation runs", () => {
  const digest = planDigest(readPlan());

  test("interlock plan check", async () => {
    expect(await run("plan", "check")).toEqual({ code: 0, text: expect.stringContaining(digest) });
    expect(JSON.parse((await run("plan", "check", "--json")).text)).toMatchObject({
      documentId: "21.03",
      digest,
    });
  });

  test("interlock plan digest", async () => {
    expect((await run("plan", "digest")).text).toBe(digest);
    expect(JSON.parse((await run("plan", "digest", "--json")).text)).toEqual({ digest });
  });

  test("interlock plan show, whose output is a plan with the same digest", async () => {
    expect(planDigest(parsePlan((await run("plan", "show")).text))).toBe(digest);
    expect((await run("plan", "show", "--json")).text).toBe((await run("plan", "show")).text);
  });

  test("interlock verify, with exit code 2 for a file that does not exist", async () => {
    expect(await run("verify", "no-such-file")).toEqual({
      code: 2,
      text: expect.stringContaining("no-such-file cannot be read"),
    });
  });
});

describe("every command", () => {
  const leaves = async () => withSubcommands(await inert).filter(({ commands }) => commands.length === 0);
  const pathOf = (command: Command): string =>
    command.parent === null ? "" : `${pathOf(command.parent)} ${command.name()}`.trim();
  const lacking = async (option: string) =>
    (await leaves()).filter(({ options }) => !options.some(({ long }) => long === option)).map(pathOf);

  test("takes --json", async () => {
    expect(await lacking("--json")).toEqual([]);
  });

  test("takes --sandbox, unless it concerns no sandbox", async () => {
    expect(await lacking("--sandbox")).toEqual([
      "init",
      "bootstrap",
      "deploy",
      "plan check",
      "plan digest",
      "plan init",
      "plan show",
      "check",
      "verify",
      "completion",
    ]);
  });

  test("has a help text with a description of itself and of each option", async () => {
    for (const command of await leaves()) {
      expect(command.helpInformation()).toContain("--json");
      expect([pathOf(command), command.description()]).not.toContain("");
      for (const { flags, description } of command.options)
        expect([pathOf(command), flags, description]).not.toContain("");
    }
  });
});

test("npm has a script for each thing that a person does, and no other", () => {
  expect(Object.keys(scripts)).toEqual([
    "start",
    "down",
    "rehearse",
    "test",
    "test:browser",
    "test:contract",
    "check",
    "bench",
    "docs",
    "assure",
    // npm calls it before it packs; no person does.
    "prepack",
  ]);
});
