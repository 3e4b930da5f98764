// Tries every attack on a sound bundle of 200 entries and prints how many were found. Then it verifies sound
// bundles and prints the false alarms. The work is split among as many processes as there are processors.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { allOf, atMost, reportFigures } from "../shared/write-figures.ts";
import { attacksOn, isFound, target } from "./attacks.ts";
import { falseAlarms } from "./sound-runs.ts";

const storageSteps = 27;
const soundRuns = 300;
const shards = availableParallelism();

type Tried = { readonly kind: string; readonly tried: number; readonly found: number };

const [shard, count] = process.argv.slice(2);
if (shard === undefined) await lead(1);
else if (shard === "--sound") await tellAlarms();
else if (shard === "--every") await lead(everyIn(count));
else await work(Number(shard), everyIn(count));

/** Of so many attacks of a kind, one is tried. */
function everyIn(text: string | undefined): number {
  const every = Number(text);
  if (Number.isInteger(every) && every > 0) return every;
  throw new Error(`--every ${text}: name a whole number above 0, for one attack of so many of each kind`);
}

/** Tries this process's share of each kind, and prints what came of it. */
async function work(own: number, every: number): Promise<void> {
  const attacked = await target(storageSteps);
  const share = (_: unknown, index: number) => index % (shards * every) === own * every;
  for (const [kind, attacks] of attacksOn(attacked)) {
    const tried = attacks.filter(share);
    const found = tried.filter(isFound).length;
    console.log(JSON.stringify({ kind, tried: tried.length, found } satisfies Tried));
  }
}

/** Tries one of so many attacks of each kind, and all sound bundles. The figure says how many attacks that were. */
async function lead(every: number): Promise<void> {
  const { parts } = await target(storageSteps);
  console.log(
    `a bundle of ${parts.entries.length} entries; ${shards} processes, for half an hour or more without --every`,
  );
  let [all, found] = [0, 0];
  const told = new Map<string, Tried[]>();
  const take = (one: Tried) => {
    const of = [...(told.get(one.kind) ?? []), one];
    told.set(one.kind, of);
    if (of.length < shards) return;
    const [tried, seen] = [sum(of.map((each) => each.tried)), sum(of.map((each) => each.found))];
    all += tried;
    found += seen;
    console.log(`${String(seen).padStart(8)} of ${String(tried).padStart(8)} found  ${one.kind}`);
  };
  await Promise.all(Array.from({ length: shards }, (_, own) => runShard(own, every, take)));
  const alarms = await tellAlarms();
  const reached = reportFigures("tamper", "npm run assure -- tamper", [
    allOf("attacks that are found", found, all),
    atMost("sound bundles that raise a false alarm", alarms.length, 0),
  ]);
  console.log(reached ? "tampering found: 100 %" : "tampering found: NOT 100 %");
  process.exitCode = reached ? 0 : 1;
}

/** Verifies sound bundles and prints the false alarms: alone with `--sound`, which takes a minute or two. */
async function tellAlarms(): Promise<readonly string[]> {
  const alarms = await falseAlarms(soundRuns);
  const count = [alarms.length, soundRuns].map((of) => String(of).padStart(8)).join(" of ");
  console.log(`${count} sound bundles raised a false alarm`);
  for (const alarm of alarms.slice(0, 10)) console.log(alarm);
  return alarms;
}

/** Has a process of its own try that share, and tells each line that it prints. */
async function runShard(own: number, every: number, take: (one: Tried) => void): Promise<void> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), String(own), String(every)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const closed = once(child, "close");
  for await (const line of createInterface({ input: child.stdout })) take(JSON.parse(line) as Tried);
  const [code] = await closed;
  if (code !== 0) throw new Error(`a process that tried attacks ended with ${code}`);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
