// Where the time of a gated run goes on the emulator: by execution and by state, read from the histories of a warm run. What people
// take is excluded from the total.
//   --keep   keeps the sandbox
import {
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SFNClient,
} from "@aws-sdk/client-sfn";
import { approve, follow } from "../../../lib/command-line/submission/follow.ts";
import { readPlan } from "../../../lib/command-line/submission/read-plan.ts";
import { changeFor, submit, waitForRun } from "../../../lib/command-line/submission/submit.ts";
import { runIdOf } from "../../../lib/domain/change/manifest.ts";
import { inboxOf } from "../../../lib/sandbox/mailbox.ts";
import { startTemporarySandbox } from "../shared/temporary-sandbox.ts";
import { peopleMs, seconds } from "../shared/timings.ts";

/** The first run loads the functions; the second one finds everything deployed already. */
const runs = 2;

const say = (line: string) => console.error(line);
const { state, installation, records, commit, assembly, end } = await startTemporarySandbox("profile", say);
try {
  for (let attempt = 1; attempt <= runs; attempt += 1) {
    const runId = runIdOf({ ...assembly, ...commit, attempt });
    const change = await changeFor(installation, commit, assembly, attempt);
    const beganAtMs = Date.now();
    await submit(installation, change, assembly, readPlan());
    await waitForRun(installation, runId);
    const verdict = await follow(installation, runId, {
      inbox: inboxOf(state),
      answering: approve,
      say: () => undefined,
    });
    if (verdict !== "SUCCEEDED") throw new Error(`the run ${runId} ended ${verdict}`);
    const { entries } = await records.read(runId);
    const ms = Date.parse(entries.at(-1)?.at ?? "") - beganAtMs - peopleMs(entries);
    console.log(`run ${attempt}: ${seconds(ms)} without people, ${entries.length} entries`);
    for (const line of await timesOf(runId)) console.log(line);
  }
} finally {
  if (!process.argv.includes("--keep")) await end();
}

/** The states of the run's execution and its children, with how often and how long they ran, longest first. */
async function timesOf(runId: string): Promise<readonly string[]> {
  const client = new SFNClient();
  const rows = new Map<string, { times: number; ms: number }>();
  const add = (name: string, from: Date | undefined, to: Date | undefined) => {
    const { times, ms } = rows.get(name) ?? { times: 0, ms: 0 };
    rows.set(name, { times: times + 1, ms: ms + (to?.getTime() ?? 0) - (from?.getTime() ?? 0) });
  };
  const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({}));
  for (const { stateMachineArn, name: machine } of stateMachines) {
    const { executions = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn }));
    for (const { executionArn, name, startDate, stopDate } of executions) {
      if (!name?.startsWith(runId)) continue;
      add(`execution of ${machine}`, startDate, stopDate);
      const { events = [] } = await client.send(
        new GetExecutionHistoryCommand({ executionArn, maxResults: 1_000 }),
      );
      let entered: Date | undefined;
      for (const { type, timestamp, stateExitedEventDetails } of events) {
        if (type?.endsWith("StateEntered")) entered = timestamp;
        if (type?.endsWith("StateExited")) add(`state ${stateExitedEventDetails?.name}`, entered, timestamp);
      }
    }
  }
  return [...rows]
    .sort(([, one], [, other]) => other.ms - one.ms)
    .map(
      ([name, { times, ms }]) => `${seconds(ms).padStart(9)}  ${String(times).padStart(3)} times  ${name}`,
    );
}
