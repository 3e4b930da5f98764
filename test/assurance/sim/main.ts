// Random search: stories of two runs, people, sweeps, clocks, duplicates and faults, until one breaks an invariant.
//   --runs N      how many stories (1,000)
//   --seed S      the seed of the search; without it, a fresh one is drawn and printed. Each 250 stories have a seed of their
//                 own, one more than those before: a search that is stopped says with which seed it goes on
//   --faults K    the most disturbances per story (4)
//   --path P      repeats one story that a search found and printed with its seed and path
//   --story FILE  repeats a story that a search wrote to results/stories
//   --workers N   how many workers; the trace is the same for any number
//   --as NAME     the name of the result file (sim)
import { createHash, randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { synthesisedTemplate } from "../../simulator/template.ts";
import { invariants } from "../invariants/invariants.ts";
import { runInWorkers } from "../shared/worker-pool.ts";
import {
  allOf,
  atLeast,
  atMost,
  type Figure,
  reportFigures,
  writeDocument,
  writeFigures,
} from "../shared/write-figures.ts";
import type { Story } from "./stories.ts";
import type { Searched, Shard } from "./worker.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "1000" },
    seed: { type: "string" },
    faults: { type: "string", default: "4" },
    path: { type: "string" },
    story: { type: "string" },
    workers: { type: "string" },
    as: { type: "string", default: "sim" },
  },
});
const storiesOfShard = 250;
const wanted = 100_000;
const isOne = values.path !== undefined || values.story !== undefined;
const runs = isOne ? 1 : Number(values.runs);
const seed = Number(values.seed ?? randomInt(2 ** 31));
const faults = Number(values.faults);
const shards: readonly Shard[] = isOne
  ? [
      {
        seed,
        runs,
        faults,
        ...(values.path === undefined ? {} : { path: values.path }),
        ...(values.story === undefined
          ? {}
          : { story: JSON.parse(readFileSync(values.story, "utf8")) as Story }),
      },
    ]
  : Array.from({ length: Math.ceil(runs / storiesOfShard) }, (_, index) => ({
      // Each shard draws its own stories. The first shard has the seed itself, so that the seed alone repeats it.
      seed: (seed + index) | 0,
      runs: Math.min(storiesOfShard, runs - index * storiesOfShard),
      faults,
    }));
const command = `npm run assure -- sim --runs ${runs} --seed ${seed} --faults ${faults}`;
console.log(`seed ${seed}, ${runs} stories`);

const beganMs = performance.now();
const seconds = () => (performance.now() - beganMs) / 1_000;
const results: Searched[] = [];
const searched = await runInWorkers<Shard, Searched>(
  new URL("./worker.ts", import.meta.url),
  await synthesisedTemplate(),
  shards,
  {
    ...(values.workers === undefined ? {} : { workers: Number(values.workers) }),
    onResult: (done, result) => {
      results.push(result);
      report(result);
      if (done === shards.length) return;
      // A long search that is stopped early keeps what it found so far.
      writeFigures(values.as, command, figuresOf(results));
      console.error(
        `${storiesIn(results)} of ${runs} stories, ${perSecond(results)} a second; ${progress()}`,
      );
    },
  },
);

const asked = sums(searched, (one) => one.asked);
for (const [id, says] of Object.entries(invariants))
  console.log(`  asked ${String(asked[id] ?? 0).padStart(10)} times  ${id.padEnd(10)} ${says}`);
const happened = sums(searched, (one) => one.happened);
const list = Object.entries(happened).sort();
console.log(`\nwhat happened: ${list.map(([what, times]) => `${what} ${times}`).join(", ")}`);
const trace = createHash("sha256");
for (const one of searched) trace.update(one.trace);
console.log(`trace ${trace.digest("hex")}\n`);

// Repeating one story is not a search, so it leaves the figures of the last search alone.
if (!isOne) reportFigures(values.as, command, figuresOf(searched));
// A short search may have fewer stories than the guarantee demands, but no broken invariant.
if (searched.some(({ found }) => found !== null)) process.exitCode = 1;

function sums(
  those: readonly Searched[],
  of: (one: Searched) => Readonly<Record<string, number>>,
): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const one of those)
    for (const [key, times] of Object.entries(of(one))) sum[key] = (sum[key] ?? 0) + times;
  return sum;
}

function storiesIn(those: readonly Searched[]): number {
  return those.reduce((sum, one) => sum + one.runs, 0);
}

/** The seeds that are done without a gap, and how to go on behind them. */
function progress(): string {
  const done = new Set(results.map(({ shard }) => shard.seed));
  const firstOpen = shards.findIndex((shard) => !done.has(shard.seed));
  const [first, last, next] = [shards[0], shards[firstOpen - 1], shards[firstOpen]];
  if (first === undefined || next === undefined) return "";
  const rest = `--seed ${next.seed} --runs ${runs - firstOpen * storiesOfShard} goes on`;
  return last === undefined ? rest : `seeds ${first.seed} to ${last.seed} are done, ${rest}`;
}

function perSecond(those: readonly Searched[]): number {
  return Math.round(storiesIn(those) / seconds());
}

function figuresOf(those: readonly Searched[]): readonly Figure[] {
  const again = sums(those, (one) => one.again);
  return [
    atLeast("stories told", storiesIn(those), wanted),
    atMost("stories that broke an invariant", those.filter(({ found }) => found !== null).length, 0),
    atLeast("stories a second", perSecond(those), 1),
    allOf("stories that went the same way twice", again["same"] ?? 0, again["told"] ?? 0),
    atLeast("stories in which something was edited", sums(those, (one) => one.happened)["edit"] ?? 0, 1),
    atLeast(
      "effects that were looked at",
      those.reduce((sum, { effects }) => sum + effects, 0),
      1,
    ),
  ];
}

/** Writes a story that broke an invariant to a file, and prints how to repeat it. */
function report({ shard, found }: Searched): void {
  if (found === null) return;
  const path = writeDocument(`stories/${shard.seed}.json`, `${JSON.stringify(found.story, null, 1)}\n`);
  console.log(`\nBROKEN by ${path}\n  ${found.problems.slice(0, 8).join("\n  ")}`);
  console.log(`  npm run assure -- sim --story ${path}`);
  console.log(`  npm run assure -- sim --seed ${shard.seed} --faults ${faults} --path ${found.path}`);
}
