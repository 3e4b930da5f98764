import { Command } from "commander";
import type { Output } from "./command.ts";
import { commands } from "./commands/commands.ts";

/**
 * The command line with the one command that is named; with all of them if none is, as for the help text.
 * @param name the first argument.
 */
export async function programFor(name: string | undefined, output: Output): Promise<Command> {
  const interlock = new Command("interlock").description(
    "Takes a commit through development, staging and production, strictly in that order.",
  );
  const named = Object.keys(commands).filter((known) => known === name);
  for (const load of (named.length === 0 ? Object.keys(commands) : named).map((known) => commands[known]))
    (await load?.())?.addCommand(interlock, output);
  return interlock;
}
