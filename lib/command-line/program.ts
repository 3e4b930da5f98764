import { Command } from "commander";
import type { Output } from "./command.ts";
import { commands } from "./commands/commands.ts";
import { version } from "./version.ts";

/**
 * The command line with the one command that is named; with all of them if none is, as for the help text and for completion.
 * @param name the first argument.
 * @param throws whether an error of the command line is thrown, instead of printed before the process ends.
 */
export async function programFor(name: string | undefined, output: Output, throws = false): Promise<Command> {
  const interlock = new Command("interlock")
    .description("Takes a commit through development, staging and production, strictly in that order.")
    .version(version(), "-V, --version", "print the version");
  if (throws) interlock.exitOverride().configureOutput({ writeErr: () => undefined });
  const named = Object.keys(commands).filter((known) => known === name && name !== "completion");
  for (const load of (named.length === 0 ? Object.keys(commands) : named).map((known) => commands[known]))
    (await load?.())?.addCommand(interlock, output);
  return interlock;
}
