import { readFileSync } from "node:fs";
import { Command, Option } from "commander";
import { planDigest } from "../plan/schema.ts";
import { checkout, Place } from "../sandbox/place.ts";
import { stopSandbox } from "../sandbox/up.ts";
import { approvers, approversText, confirmApprover } from "./approvers.ts";
import { type CommonOptions, connect } from "./connect.ts";
import { doctor, runs, status, statusText } from "./look.ts";
import { wordsOf } from "./object-lock.ts";
import { addOperatorCommands } from "./operator-commands.ts";
import { deploy, type SubmitOptions, submitCommit, watch } from "./pipeline.ts";
import { confirmDefinition } from "./plan-check.ts";
import { recordsCommands } from "./records-commands.ts";
import { type RehearseOptions, rehearse } from "./rehearse.ts";
import { readPlan } from "./run-change.ts";
import { type UpOptions, up } from "./up.ts";

const say = (line: string) => console.log(line);

/** Prints for people, or one JSON document for machines. */
const print = (json: boolean | undefined, document: unknown, text: string) =>
  say(json === true ? JSON.stringify(document, null, 2) : text);

function versions(): Record<string, string> {
  const { version } = JSON.parse(readFileSync(`${checkout}/package.json`, "utf8")) as { version: string };
  return { interlock: version, node: process.versions.node, plan: readPlan().documentId };
}

/** The command line. */
export function program(): Command {
  const interlock = new Command("interlock").description(
    "Takes a commit through development, staging and production, strictly in that order.",
  );
  const command = (name: string, description: string) =>
    interlock
      .command(name)
      .description(description)
      .addOption(new Option("--sandbox <name>", "which sandbox").default("local"))
      .option("--application <name>", "which application's control plane")
      .option("--json", "one JSON document for machines");

  command("up", "start the sandbox, and with --run take a commit through the plan")
    .option("--run", "take the repository's HEAD through the plan")
    .option("--approve", "answer the gates as the approvers would")
    .option("--repository <path>", "a git repository whose CDK app has the three Stages")
    .addOption(new Option("--attempt <n>", "which attempt of the same commit").argParser(Number).default(1))
    .addOption(new Option("--port <n>", "the first of four ports").argParser(Number))
    .action(async (options: UpOptions) => {
      process.exitCode = await up(options, say);
    });
  command("down", "stop what this sandbox started, and only that").action(
    async ({ sandbox }: CommonOptions) => {
      const stopped = await stopSandbox(new Place(sandbox));
      say(
        stopped === 0
          ? `nothing of the sandbox "${sandbox}" was running`
          : `stopped the sandbox "${sandbox}"`,
      );
    },
  );
  command("doctor", "whether everything that a run needs answers").action(async (options: CommonOptions) => {
    const found = await doctor(await connect(options), versions());
    const { template, bucket } = found.objectLock;
    const lock = `object lock: the template asks for ${wordsOf(template)}, the bucket has ${wordsOf(bucket)}`;
    print(options.json, found, [...(found.healthy ? ["healthy"] : found.problems), lock].join("\n"));
    process.exitCode = found.healthy ? 0 : 1;
  });
  command("runs", "every run, newest first").action(async (options: CommonOptions) => {
    const found = await runs(await connect(options));
    print(
      options.json,
      found,
      found.map(({ runId, verdict, claimedAt }) => `${claimedAt}  ${runId}  ${verdict}`).join("\n"),
    );
  });
  command("status <run>", "how a run stands")
    .option("--watch", "follow it to its verdict")
    .action(async (run: string, options: CommonOptions & { watch?: boolean }) => {
      const connection = await connect(options);
      if (options.watch === true) {
        process.exitCode = await watch(connection, run, say);
        return;
      }
      const found = await status(connection, run);
      print(options.json, found, statusText(found));
    });
  command("submit", "submit a repository's HEAD as a change")
    .option("--repository <path>", "a git repository whose CDK app has the three Stages")
    .option("--assembly <path>", "the cloud assembly that was made of it already")
    .addOption(new Option("--attempt <n>", "which attempt of the same commit").argParser(Number).default(1))
    .option("--watch", "follow the run to its verdict")
    .action(async (options: SubmitOptions) => {
      const runId = await submitCommit(options, options.json === true ? () => undefined : say);
      if (options.json === true) print(true, { runId }, "");
      if (options.watch === true) process.exitCode = await watch(await connect(options), runId, say);
    });
  interlock
    .command("deploy")
    .description("deploy the control plane where the credentials lead")
    .requiredOption("--settings <file>", "the installation's settings")
    .action((options: { settings: string }) => deploy(options, say));
  recordsCommands(interlock);
  interlock
    .command("rehearse")
    .description("let something go wrong on purpose, and look at what is left")
    .option("--reject <gate>", "the gate that says no")
    .option("--expire <gate>", "the gate that nobody answers in its time")
    .option("--refuse <environment/step>", "the step that CloudFormation does not take")
    .option("--fail <environment/step>", "the step that fails while it is deployed")
    .option("--invalid <environment/step>", "the step that a check never holds of")
    .option("--abort <environment>", "the phase in which the execution is stopped from outside")
    .option("--all", "every one of these, one after the other, with a table")
    .option("--here", "in the sandbox or installation that is there, whose records then say so")
    .option("--keep", "leave the rehearsal's sandbox there")
    .option("--sandbox <name>", "the rehearsal's sandbox; it is made anew")
    .option("--repository <path>", "a git repository whose CDK app has the three Stages")
    .action(async (options: RehearseOptions) => {
      process.exitCode = await rehearse(options, say);
    });
  addOperatorCommands(interlock, say);
  const people = interlock.command("approvers").description("the people who decide, and how they are told");
  const whose = (subcommand: Command) =>
    subcommand
      .addOption(new Option("--sandbox <name>", "which sandbox").default("local"))
      .option("--application <name>", "which application's control plane")
      .option("--json", "one JSON document for machines");
  whose(people.command("list").description("how each is told, and what is wrong with it")).action(
    async (options: CommonOptions) => {
      const found = await approvers(await connect(options));
      print(options.json, found, approversText(found));
      process.exitCode = found.every(({ problem }) => problem === null) ? 0 : 1;
    },
  );
  whose(
    people
      .command("confirm <link>")
      .description(
        "confirm an e-mail subscription so that no mail scanner can end it; the link is in its mail",
      ),
  ).action(async (link: string, options: CommonOptions) => {
    const { installation } = await connect(options);
    const approver = await confirmApprover(installation, link);
    print(options.json, { approver }, `${approver} is confirmed; only a signed-in caller can unsubscribe`);
  });
  const plan = interlock.command("plan").description("the plan 21.03 as data");
  plan
    .command("check [file]")
    .description("whether a plan parses and keeps the order")
    .action((file?: string) => {
      const checked = readPlan(file);
      confirmDefinition(checked);
      const { documentId, title, governingPhase } = checked;
      say(`${documentId} "${title}" (${governingPhase}) is a plan; its digest is ${planDigest(checked)}`);
    });
  plan
    .command("digest [file]")
    .description("the name that is approved")
    .action((file?: string) => say(planDigest(readPlan(file))));
  plan
    .command("show [file]")
    .description("the plan as it is read")
    .action((file?: string) => say(JSON.stringify(readPlan(file), null, 2)));
  return interlock;
}
