import { CommanderError } from "commander";
import type { Output } from "./command.ts";
import { errorDocument, explained } from "./explain.ts";
import { programFor } from "./program.ts";

const terminal: Output = {
  say: (line) => console.log(line),
  complain: (line) => console.error(line),
  exitWith: (code) => {
    process.exitCode = code;
  },
};

/**
 * Runs a command line. If the command fails, it sets the exit code to 1 and prints the error: a line for people, or with `--json`
 * the document `{ "error": { "name", "message" } }`.
 */
export async function main(args: readonly string[], output: Output = terminal): Promise<void> {
  const wantsJson = args.includes("--json");
  try {
    const interlock = await programFor(args[0], output, wantsJson);
    await interlock.parseAsync([...args], { from: "user" });
  } catch (error) {
    // Help and version are no failure.
    if (error instanceof CommanderError && error.exitCode === 0) return;
    output.exitWith(1);
    const known =
      error instanceof CommanderError
        ? { name: "InvalidInput", message: error.message.replace(/^error: /, "") }
        : explained(error);
    if (wantsJson) {
      output.say(errorDocument(known ?? { name: "Unknown", message: String(error) }));
      if (known === null) console.error(error);
    } else if (known === null) console.error(error);
    else output.complain(`${known.name}: ${known.message}`);
  }
}
