import { type Command, Option } from "commander";
import { type CommonOptions, connect } from "./connect.ts";
import { resume, stop } from "./emergency.ts";
import { quarantines, quarantineText, resolveQuarantine, showQuarantine } from "./quarantine.ts";

/** What every command about an installation takes. */
const whose = (command: Command): Command =>
  command
    .addOption(new Option("--sandbox <name>", "which sandbox").default("local"))
    .option("--application <name>", "which application's control plane")
    .option("--json", "one JSON document for machines");

/** Adds the commands of those who operate an installation: the emergency stop, and what was left in quarantine. */
export function addOperatorCommands(interlock: Command, say: (line: string) => void): void {
  const print = (json: boolean | undefined, document: unknown, text: string) =>
    say(json === true ? JSON.stringify(document, null, 2) : text);

  whose(interlock.command("stop").description("stop all work at once, asking nobody"))
    .requiredOption("--reason <text>", "why; everybody who resumes reads it")
    .action(async (options: CommonOptions & { reason: string }) => {
      say(await stop(await connect(options), options.reason));
    });
  whose(interlock.command("resume").description("go on after a stop; it takes two people of the directory"))
    .requiredOption("--as <person>", "the approver id of who wants to go on")
    .option("--code <code>", "the code that was sent to that person; without it, one is sent")
    .action(async (options: CommonOptions & { as: string; code?: string }) => {
      const { text, good } = await resume(await connect(options), options.as, options.code);
      say(text);
      process.exitCode = good ? 0 : 1;
    });

  const quarantine = interlock
    .command("quarantine")
    .description("runs whose rollback was not proved: no new run begins while there is one");
  whose(quarantine.command("list").description("the ones that nobody resolved yet")).action(
    async (options: CommonOptions) => {
      const found = await quarantines(await connect(options));
      const lines = found.map(
        ({ runId, environment, sinceMs }) => `${new Date(sinceMs).toISOString()}  ${runId}  ${environment}`,
      );
      print(options.json, found, lines.join("\n") || "nothing is in quarantine");
    },
  );
  whose(quarantine.command("show <run>").description("what is left of one, and how to look at it")).action(
    async (run: string, options: CommonOptions) => {
      const found = await showQuarantine(await connect(options), run);
      print(options.json, found, quarantineText(found));
    },
  );
  whose(quarantine.command("resolve <run>").description("look again, and end it if nothing is left"))
    .requiredOption("--reason <text>", "what was found and done; it is written down")
    .option("--seen-gone <id...>", "what is of a type that nobody can describe, and you saw to be gone")
    .action(async (run: string, options: CommonOptions & { reason: string; seenGone?: string[] }) => {
      const found = await resolveQuarantine(
        await connect(options),
        run,
        options.reason,
        options.seenGone ?? [],
      );
      const text =
        found.outcome === "resolved"
          ? `nothing is left: the quarantine of ${run} is over`
          : `the quarantine of ${run} stays:\n${found.left.map((line) => `  ${line}`).join("\n")}`;
      print(options.json, found, text);
      process.exitCode = found.outcome === "resolved" ? 0 : 1;
    });
}
