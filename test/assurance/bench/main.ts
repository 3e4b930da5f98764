// Compares a whole gated run with a bare `cdk deploy` of the same assembly on the same emulator, in turns, in five rounds after
// a warm-up. The bare CDK deploys one environment after another, each with the credentials of its account. The time of people,
// from a gate's opening to its decision, is excluded.
import { setTimeout } from "node:timers/promises";
import { type CloudFormationClient, DeleteStackCommand } from "@aws-sdk/client-cloudformation";
import {
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SFNClient,
} from "@aws-sdk/client-sfn";
import { type Environment, environments } from "../../../lib/domain/environment.ts";
import type { Entry } from "../../../lib/domain/records/entry.ts";
import { describe } from "../../../lib/ports/shared/cloudformation/stack.ts";
import { accountsFor, setUpCredentials } from "../../../lib/sandbox/accounts.ts";
import { clientOf } from "../../../lib/sandbox/bootstrap.ts";
import { runCdk } from "../../../lib/sandbox/cdk.ts";
import { checkout } from "../../../lib/sandbox/place.ts";
import { gatedRun } from "../shared/gated-run.ts";
import { startTemporarySandbox } from "../shared/temporary-sandbox.ts";
import { median, seconds } from "../shared/timings.ts";

const rounds = 5;
const pollMs = 50;
// Sources: AWS Step Functions, Lambda and KMS pricing pages, us-east-1, in US dollars.
const perTransition = 0.025 / 1_000;
const perInvocation = 0.2 / 1_000_000;
const perGbSecond = 0.0000166667;
const perSignature = 0.15 / 10_000;
const memoryGb = 0.5;

/** Progress. Standard output begins with the ratio. */
const say = (line: string) => console.error(line);
const sandbox = await startTemporarySandbox("bench", say);
const { installation, folder, assembly } = sandbox;
try {
  const accounts = accountsFor(assembly.environments);
  const stacks = environments.flatMap((environment) =>
    assembly.environments[environment].map(({ stackName }) => ({ environment, StackName: stackName })),
  );
  const cloudFormation: Readonly<Record<Environment, CloudFormationClient>> = {
    development: clientOf(accounts.development),
    staging: clientOf(accounts.staging),
    production: clientOf(accounts.production),
  };
  const stepFunctions = new SFNClient();

  const stands = async (environment: Environment, StackName: string): Promise<boolean> => {
    const stack = await describe(cloudFormation[environment], StackName);
    return stack !== null && stack.StackStatus !== "DELETE_COMPLETE";
  };
  /** Deletes every stack of the environments, newest first. This is not timed. */
  const clear = async () => {
    for (const { environment, StackName } of stacks.toReversed()) {
      await cloudFormation[environment].send(new DeleteStackCommand({ StackName }));
      while (await stands(environment, StackName)) await setTimeout(pollMs);
    }
  };
  const bare = async (): Promise<number> => {
    const beganAtMs = performance.now();
    for (const environment of environments) {
      const { account, region } = accounts[environment];
      const which = [`${environment}/**`, "--require-approval", "never", "--concurrency", "1"];
      await runCdk(
        ["deploy", "--app", folder, ...which],
        checkout,
        (said) => new Error(`bare cdk deploy of ${environment} failed: ${said}`),
        { variables: { ...setUpCredentials(account), AWS_REGION: region, AWS_DEFAULT_REGION: region } },
      );
    }
    const ms = performance.now() - beganAtMs;
    for (const { environment, StackName } of stacks)
      if (!(await stands(environment, StackName)))
        throw new Error(`the bare cdk did not deploy ${StackName} to the account of ${environment}`);
    return ms;
  };

  const bareMs: number[] = [];
  const gatedMs: number[] = [];
  let last = { runId: "", entries: [] as readonly Entry[] };
  for (let round = 0; round <= rounds; round += 1) {
    await clear();
    const cdk = await bare();
    await clear();
    const run = await gatedRun(sandbox, round + 1);
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
  console.log(`ratio ${(median(gatedMs) / median(bareMs)).toFixed(2)}`);
  console.log(
    `bare cdk median ${seconds(median(bareMs))}, gated run median ${seconds(median(gatedMs))}, ${stacks.length} steps`,
  );
  console.log(
    `per step: ${(invocations / stacks.length).toFixed(1)} task calls, ${(transitions / stacks.length).toFixed(1)} state transitions; ${starts} child executions, ${signatures} signatures`,
  );
  console.log(`AWS price per run about $${price.toFixed(4)} (transitions, functions, signatures)`);
} finally {
  await sandbox.end();
}

/** Counts what AWS would bill for the run's execution and its children, whose names begin with its name. */
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
