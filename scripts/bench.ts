// The whole gated run against a bare `cdk deploy '**'` (every stack of every Stage) of the same prepared assembly on the
// same emulator, interleaved, five rounds after a warm-up. People's time is excluded: from a gate's opening to its
// decision.
import { rmSync } from "node:fs";
import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
} from "@aws-sdk/client-cloudformation";
import {
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SFNClient,
} from "@aws-sdk/client-sfn";
import { systemClock } from "../lib/adapters/clock.ts";
import { recordsIn } from "../lib/adapters/records.ts";
import { readAssembly } from "../lib/command-line/assembly.ts";
import { headOf } from "../lib/command-line/commit.ts";
import { follow } from "../lib/command-line/follow.ts";
import { leftOutForEmulator, readPlan, waitForRun } from "../lib/command-line/run-change.ts";
import { changeFor, submit } from "../lib/command-line/submit.ts";
import { synthesise } from "../lib/command-line/synthesise.ts";
import { sayYes } from "../lib/command-line/up.ts";
import { runIdOf } from "../lib/domain/change/manifest.ts";
import { environments } from "../lib/domain/environment.ts";
import type { Entry } from "../lib/domain/records/entry.ts";
import { runCdk } from "../lib/sandbox/cdk.ts";
import { inboxOf } from "../lib/sandbox/mailbox.ts";
import { checkout, Place } from "../lib/sandbox/place.ts";
import { ensureDeployed, startSandbox, stopSandbox } from "../lib/sandbox/up.ts";

const rounds = 5;
// Sources: AWS Step Functions, Lambda and KMS pricing pages, us-east-1, in US dollars.
const perTransition = 0.025 / 1_000;
const perInvocation = 0.2 / 1_000_000;
const perGbSecond = 0.0000166667;
const perSignature = 0.15 / 10_000;
const memoryGb = 0.5;

const say = (line: string) => console.log(line);
const place = new Place("bench");
await stopSandbox(place);
rmSync(place.folder, { recursive: true, force: true });
const started = await startSandbox(place, undefined, say);
try {
  const head = headOf(checkout);
  const context = { leaveOut: leftOutForEmulator };
  const folder = await synthesise(head, place.path("changes", head.commit.sha, "assembly"), context);
  const assembly = readAssembly(folder);
  const { installation, state } = await ensureDeployed(place, started, assembly.application, say);
  const records = recordsIn({ ...installation, clock: systemClock });
  const stacks = environments.flatMap((environment) =>
    assembly.environments[environment].map(({ stackName }) => stackName),
  );
  const cloudFormation = new CloudFormationClient();
  const stepFunctions = new SFNClient();

  /** Deletes every stack of the environments, newest first; that is not timed. */
  const clear = async () => {
    for (const StackName of stacks.toReversed()) {
      await cloudFormation.send(new DeleteStackCommand({ StackName }));
      for (let gone = false; !gone; )
        gone = await cloudFormation.send(new DescribeStacksCommand({ StackName })).then(
          ({ Stacks }) => Stacks?.[0]?.StackStatus === "DELETE_COMPLETE",
          () => true,
        );
    }
  };
  const bare = async (): Promise<number> => {
    const beganAtMs = performance.now();
    const args = ["deploy", "--app", folder, "**", "--require-approval", "never", "--concurrency", "1"];
    await runCdk(args, checkout, (said) => new Error(`bare cdk deploy failed: ${said}`));
    return performance.now() - beganAtMs;
  };
  const gated = async (attempt: number) => {
    const runId = runIdOf({ ...head, attempt });
    const change = await changeFor(installation, head, assembly, attempt);
    const beganAtMs = Date.now();
    await submit(installation, change, assembly, readPlan());
    await waitForRun(installation, runId);
    const verdict = await follow(installation, runId, {
      inbox: inboxOf(state),
      answering: sayYes,
      say: () => undefined,
    });
    if (verdict !== "SUCCEEDED") throw new Error(`the run ${runId} ended ${verdict}`);
    const { entries } = await records.read(runId);
    const endedAtMs = Date.parse(entries.at(-1)?.at ?? "");
    return { runId, entries, ms: endedAtMs - beganAtMs - peopleMs(entries) };
  };

  const bareMs: number[] = [];
  const gatedMs: number[] = [];
  let last = { runId: "", entries: [] as readonly Entry[] };
  for (let round = 0; round <= rounds; round += 1) {
    await clear();
    const cdk = await bare();
    await clear();
    const run = await gated(round + 1);
    last = run;
    say(
      `${round === 0 ? "warm-up" : `round ${round}`}  bare cdk ${seconds(cdk)}  gated run ${seconds(run.ms)}`,
    );
    if (round === 0) continue;
    bareMs.push(cdk);
    gatedMs.push(run.ms);
  }

  const { transitions, invocations, starts } = await countHistory(
    stepFunctions,
    installation.stateMachineArn,
    last.runId,
  );
  const signatures = last.entries.filter(({ action }) => action === "sign-receipt").length;
  const busySeconds = median(gatedMs) / 1000;
  const price =
    transitions * perTransition +
    (invocations + signatures) * perInvocation +
    busySeconds * memoryGb * perGbSecond +
    signatures * perSignature;
  say(
    `bare cdk median ${seconds(median(bareMs))}, gated run median ${seconds(median(gatedMs))}, ${stacks.length} steps`,
  );
  say(
    `per step: ${(invocations / stacks.length).toFixed(1)} task calls, ${(transitions / stacks.length).toFixed(1)} state transitions; ${starts} child executions, ${signatures} signatures`,
  );
  say(`AWS price per run about $${price.toFixed(4)} (transitions, functions, signatures)`);
  say(`ratio ${(median(gatedMs) / median(bareMs)).toFixed(2)}`);
} finally {
  await stopSandbox(place);
  rmSync(place.folder, { recursive: true, force: true });
}

/** How long the run waited for people. */
function peopleMs(entries: readonly Entry[]): number {
  return entries.reduce((total, entry, index) => {
    if (entry.action !== "decide-gate") return total;
    const opened = entries.slice(0, index).findLast(({ action }) => action === "open-gate");
    return total + Date.parse(entry.at) - Date.parse(opened?.at ?? entry.at);
  }, 0);
}

/** Counts what AWS would bill of the run's execution and of the children that carry its name. */
async function countHistory(client: SFNClient, stateMachineArn: string, runId: string) {
  const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({}));
  const listed = await Promise.all(
    stateMachines.map(async ({ stateMachineArn: arn }) => {
      const { executions = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn: arn }));
      return executions
        .filter(({ name }) => name?.startsWith(`${runId}-`))
        .flatMap(({ executionArn }) => executionArn ?? []);
    }),
  );
  const children = listed.flat();
  const parent = `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${runId}`;
  const total = { transitions: 0, invocations: 0, starts: children.length };
  for (const executionArn of [parent, ...children]) {
    const { events = [] } = await client.send(
      new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
    );
    total.transitions += events.filter(({ type }) => type?.endsWith("StateEntered")).length;
    total.invocations += events.filter(
      ({ taskScheduledEventDetails }) => taskScheduledEventDetails?.resourceType === "lambda",
    ).length;
  }
  return total;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
