import { isInterlockError } from "../domain/errors.ts";
import { visibleLines } from "../text/visible.ts";
import type { Output } from "./command.ts";
import { programFor } from "./program.ts";

const terminal: Output = {
  say: (line) => console.log(line),
  complain: (line) => console.error(line),
  exitWith: (code) => {
    process.exitCode = code;
  },
};

/** An error that we know in one line; anything else as it was thrown, with its stack. */
function explain(error: unknown): unknown {
  if (isInterlockError(error)) return visibleLines(`${error.name}: ${error.message}`);
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : null;
  const endpoint = process.env["AWS_ENDPOINT_URL"];
  if (endpoint !== undefined && (code === "ECONNREFUSED" || code === "ECONNRESET"))
    return `${endpoint} does not answer (${code}): if it is a sandbox's emulator, run "npm start" to start it again and continue`;
  return error;
}

/** Runs a command line. Sets the exit code to 1 and prints the error if the command fails. */
export async function main(args: readonly string[]): Promise<void> {
  try {
    const interlock = await programFor(args[0], terminal);
    await interlock.parseAsync([...args], { from: "user" });
  } catch (error) {
    terminal.exitWith(1);
    console.error(explain(error));
  }
}
