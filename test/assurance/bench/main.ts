// Compares a whole gated run with a bare `cdk deploy` of the same assembly, and with a loop that creates and polls, on the same
// emulator, in turns, in five rounds after a warm-up. Then both deploy once more, without a change. The bare CDK deploys one
// environment after another, each with the credentials of its account. The time of people, from a gate's opening to its decision,
// is excluded.
//   --rounds N   so many rounds instead of five
import { parseArgs } from "node:util";
import {
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SFNClient,
} from "@aws-sdk/client-sfn";
import type { Entry } from "../../../lib/domain/records/entry.ts";
import { gatedRun } from "../shared/gated-run.ts";
import { stacksOf } from "../shared/sandbox-stacks.ts";
import { startTemporarySandbox } from "../shared/temporary-sandbox.ts";
import { median, seconds } from "../shared/timings.ts";
import { atMost, writeFigures } from "../shared/write-figures.ts";

const { rounds } = parseArgs({ options: { rounds: { type: "string", default: "5" } } }).values;
/** The ratios of issue "fast", by what they compare. */
const mostRatios = { deployed: 0.5, created: 2, unchanged: 0.5 };
// Sources: AWS Step Functions, Lambda and KMS pricing pages, us-east-1, in US dollars.
const perTransition = 0.025 / 1_000;
const perInvocation = 0.2 / 1_000_000;
const perGbSecond = 0.0000166667;
const perSignature = 0.15 / 10_000;
const memoryGb = 0.5;

/** Progress. Standard output begins with the ratio. */
const say = (line: string) => console.error(line);
const sandbox = await startTemporarySandbox("bench", say);
try {
  const stacks = stacksOf(sandbox);
  const taken = {
    bareCdk: [] as number[],
    bareCdkAgain: [] as number[],
    createAndPoll: [] as number[],
    gatedRun: [] as number[],
    gatedRunAgain: [] as number[],
  };
  let last = { runId: "", entries: [] as readonly Entry[], ms: 0 };
  for (let round = 0; round <= Number(rounds); round += 1) {
    await stacks.clear();
    const bareCdk = await stacks.bareCdk();
    const bareCdkAgain = await stacks.bareCdk();
    await stacks.clear();
    const createAndPoll = await stacks.createAndPoll();
    await stacks.clear();
    last = await gatedRun(sandbox, 2 * round + 1);
    const ms = {
      bareCdk,
      bareCdkAgain,
      createAndPoll,
      gatedRun: last.ms,
      gatedRunAgain: (await gatedRun(sandbox, 2 * round + 2)).ms,
    };
    const told = Object.entries(ms).map(([what, each]) => `${what} ${seconds(each)}`);
    say(`${round === 0 ? "warm-up" : `round ${round}`}  ${told.join("  ")}`);
    if (round > 0)
      for (const [what, each] of Object.entries(ms)) taken[what as keyof typeof taken].push(each);
  }

  const { transitions, invocations, starts } = await countHistory(
    new SFNClient(),
    sandbox.installation.stateMachineArn,
    last.runId,
  );
  const signatures = last.entries.filter(({ action }) => action === "sign-receipt").length;
  const price =
    transitions * perTransition +
    (invocations + signatures) * perInvocation +
    (median(taken.gatedRun) / 1_000) * memoryGb * perGbSecond +
    signatures * perSignature;
  const ratio = (one: readonly number[], other: readonly number[]) =>
    Number((median(one) / median(other)).toFixed(2));
  const deployed = ratio(taken.gatedRun, taken.bareCdk);
  const created = ratio(taken.gatedRun, taken.createAndPoll);
  const unchanged = ratio(taken.gatedRunAgain, taken.bareCdkAgain);
  console.log(`ratio ${deployed.toFixed(2)}`);
  console.log(`gated run / create-and-poll loop ${created.toFixed(2)}`);
  console.log(`run without changes / bare cdk without changes ${unchanged.toFixed(2)}`);
  for (const [what, ms] of Object.entries(taken))
    console.log(`${what.padEnd(14)} median ${seconds(median(ms))}`);
  console.log(
    `per step of ${stacks.count}: ${(invocations / stacks.count).toFixed(1)} task calls, ${(transitions / stacks.count).toFixed(1)} state transitions; ${starts} child executions, ${signatures} signatures`,
  );
  console.log(`AWS price per run about $${price.toFixed(4)} (transitions, functions, signatures)`);
  writeFigures("bench", "npm run bench", [
    atMost("gated run / bare cdk", deployed, mostRatios.deployed),
    atMost("gated run / create-and-poll loop", created, mostRatios.created),
    atMost("run without changes / bare cdk without changes", unchanged, mostRatios.unchanged),
  ]);
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
