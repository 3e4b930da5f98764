// Where the time of a gated run goes on the emulator: by execution and by state, read from the histories of a warm run. What people
// take is excluded from the total.
//   --keep   keeps the sandbox
import {
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SFNClient,
} from "@aws-sdk/client-sfn";
import { gatedRun } from "../shared/gated-run.ts";
import { startTemporarySandbox } from "../shared/temporary-sandbox.ts";
import { seconds } from "../shared/timings.ts";

/** The first run loads the functions; the second one finds everything deployed already. */
const runs = 2;

const say = (line: string) => console.error(line);
const sandbox = await startTemporarySandbox("profile", say);
try {
  for (let attempt = 1; attempt <= runs; attempt += 1) {
    const { runId, entries, ms } = await gatedRun(sandbox, attempt);
    console.log(`run ${attempt}: ${seconds(ms)} without people, ${entries.length} entries`);
    for (const line of await timesOf(runId)) console.log(line);
  }
} finally {
  if (!process.argv.includes("--keep")) await sandbox.end();
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
