// Where the time of a gated run goes on the emulator: by state, by function and by request. The first run loads the functions.
// Then a run creates every stack anew, and the last one finds nothing to change. What people take is excluded from the total.
//   --document   writes the tables of the run that creates everything into docs/performance.md
import { readFileSync, writeFileSync } from "node:fs";
import {
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SFNClient,
} from "@aws-sdk/client-sfn";
import { SandboxPlace } from "../../../lib/sandbox/place.ts";
import { gatedRun } from "../shared/gated-run.ts";
import { stacksOf } from "../shared/sandbox-stacks.ts";
import { startTemporarySandbox } from "../shared/temporary-sandbox.ts";
import { seconds } from "../shared/timings.ts";
import { processorMs } from "./processes.ts";
import { addedUp, type Once, type Took, tableOfTimes } from "./times.ts";

const name = "profile";
const say = (line: string) => console.error(line);
const requestTimes = new SandboxPlace(`${name}-requests`).path("requests.jsonl");
process.env["INTERLOCK_REQUEST_TIMES"] = requestTimes;
writeFileSync(requestTimes, "");
const sandbox = await startTemporarySandbox(name, say);
try {
  const stacks = stacksOf(sandbox);
  await gatedRun(sandbox, 1);
  await stacks.clear();
  const documented = await profiled(2, "a run that creates everything");
  await profiled(3, "a run without changes");
  if (process.argv.includes("--document")) document(documented);
} finally {
  await sandbox.end();
}

/** Takes a run through the plan, and prints what took how long. */
async function profiled(attempt: number, what: string): Promise<readonly string[]> {
  const emulator = sandbox.state.processes.emulator?.pid ?? 0;
  const before = processorMs(emulator);
  writeFileSync(requestTimes, "");
  const { runId, entries, ms } = await gatedRun(sandbox, attempt);
  const requests = linesOf(readFileSync(requestTimes, "utf8")) as readonly (Once & { action: string })[];
  const used = new Map([...processorMs(emulator)].map(([key, now]) => [key, now - (before.get(key) ?? 0)]));
  const states = await statesOf(runId);
  const lines = [
    `${what}: ${seconds(ms)} without people, ${entries.length} entries, ${requests.length} requests, ${sum(used)} ms of the processor in the emulator and the functions`,
    "",
    ...tableOfTimes("request", addedUp(requests.map((one) => ({ ...one, name: one.action })))),
    "",
    ...tableOfTimes("function", functionsOf(used)),
    "",
    ...tableOfTimes("state", addedUp(states)),
  ];
  for (const line of lines) console.log(line);
  return lines;
}

function sum(used: ReadonlyMap<string, number>): number {
  return [...used.values()].reduce((all, one) => all + one, 0);
}

/** The lines of a text that are JSON objects. */
function linesOf(text: string): readonly object[] {
  return text.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line) as object] : []));
}

/** The processor's time of each function's processes and of the emulator, longest first. */
function functionsOf(used: ReadonlyMap<string, number>): readonly Took[] {
  return [...used]
    .filter(([, ms]) => ms > 0)
    .map(([key, ms]) => ({ name: key, times: null, ms: null, processorMs: ms }))
    .sort((one, other) => other.processorMs - one.processorMs);
}

/** The states of the run's execution and its children. */
async function statesOf(runId: string): Promise<readonly Once[]> {
  const client = new SFNClient();
  const states: Once[] = [];
  const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({}));
  for (const { stateMachineArn } of stateMachines) {
    const { executions = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn }));
    for (const { executionArn, name: execution } of executions) {
      if (execution !== runId && execution?.startsWith(`${runId}-`) !== true) continue;
      const { events = [] } = await client.send(
        new GetExecutionHistoryCommand({ executionArn, maxResults: 1_000 }),
      );
      let entered = 0;
      for (const { type = "", timestamp, stateExitedEventDetails } of events) {
        const at = timestamp?.getTime() ?? 0;
        if (type.endsWith("StateEntered")) entered = at;
        if (type.endsWith("StateExited"))
          states.push({ name: stateExitedEventDetails?.name ?? "", ms: at - entered });
      }
    }
  }
  return states;
}

/** Writes the tables into the page about performance. */
function document(lines: readonly string[]): void {
  const page = new URL("../../../docs/performance.md", import.meta.url);
  const text = readFileSync(page, "utf8");
  writeFileSync(
    page,
    text.replace(/(<!-- profile -->\n)[\s\S]*?(<!-- end of profile -->)/, `$1${lines.join("\n")}\n$2`),
  );
}
