import { Command } from "commander";
import { isInterlockError } from "../domain/errors.ts";
import { recordsCommands } from "./records-commands.ts";

/** The commands that need neither a network nor AWS: nothing that could reach one is loaded for them. */
const offline = ["verify", "report"];

async function programFor([command = ""]: readonly string[]): Promise<Command> {
  if (!offline.includes(command)) return (await import("./program.ts")).program();
  const interlock = new Command("interlock");
  recordsCommands(interlock);
  return interlock;
}

/** What went wrong, in a line if anybody can tell, else as it was thrown. */
function explained(error: unknown): unknown {
  if (isInterlockError(error)) return `${error.name}: ${error.message}`;
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : null;
  const endpoint = process.env["AWS_ENDPOINT_URL"];
  if (endpoint !== undefined && (code === "ECONNREFUSED" || code === "ECONNRESET"))
    return `${endpoint} does not answer (${code}): if it is a sandbox's emulator, "npm start" starts it again and goes on`;
  return error;
}

/** Runs a command line. What is wrong is told in one line, what is unexpected with its stack. */
export async function main(args: readonly string[]): Promise<void> {
  try {
    const interlock = await programFor(args);
    await interlock.parseAsync([...args], { from: "user" });
  } catch (error) {
    process.exitCode = 1;
    console.error(explained(error));
  }
}
