// How time grows with the size of the work: each unit has to cost the same, however many there are. The figures are this process's
// time of the processor, which other work on the machine hardly changes, and for runs also the requests to the account in memory.
//   --document   writes docs/growth.svg and the table of docs/performance.md
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verifyFile } from "../../../lib/command-line/bundles/verify-file.ts";
import { runs } from "../../../lib/command-line/commands/runs.ts";
import type { Change, Step } from "../../../lib/domain/change/manifest.ts";
import { verdictOf } from "../../../lib/domain/run/verdict.ts";
import { connectionTo, endingWith, listRun } from "../../fixtures/listed-run.ts";
import { ordinaryParts, type Shape, upload, withBuckets } from "../../simulator/changes.ts";
import { finish, install, planWith, read } from "../../simulator/runs.ts";
import { atMost, reportFigures } from "../shared/write-figures.ts";
import { writeLongRun } from "../tamper/long-run.ts";
import { growthPlot } from "./plot.ts";
import { type Point, type Series, tableOf } from "./series.ts";

/** A unit of the largest size may cost this many times what one of the middle size costs; the smallest is mostly start-up. */
const mostGrowth = 1.5;
/** Runs in memory are few, because each takes as long as all of its steps. */
const rounds = 3;

/** The processor's milliseconds of the fastest of some rounds: what else the machine does only makes a round slower. */
async function fastest(act: () => Promise<unknown>, times = rounds): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < times; round += 1) {
    const before = process.cpuUsage();
    await act();
    best = Math.min(best, process.cpuUsage(before).user / 1_000);
  }
  return best;
}

/** Takes a change of that shape through the plan, and counts the requests. */
async function run(shape: Shape): Promise<number> {
  const world = install();
  const { runId, detail } = upload(world, { parts: ordinaryParts, ...shape }, planWith());
  const before = world.account.callCount;
  await world.call("start-run", { detail });
  await finish(world);
  const { entries } = await read(world, runId);
  if (verdictOf(entries) !== "SUCCEEDED")
    throw new Error(`a run of ${JSON.stringify(Object.keys(shape))} ended ${verdictOf(entries)}`);
  return world.account.callCount - before;
}

/** The change with each step of compute so many times more that it has `count` steps. */
const withSteps =
  (count: number) =>
  (change: Change): Change => {
    const { development, staging, production } = change.environments;
    const others = [development, staging, production].flat().filter(({ part }) => part !== "compute").length;
    const each = Math.round((count - others) / 3);
    const more = (steps: readonly Step[]): Step[] =>
      steps.flatMap((step) =>
        step.part === "compute"
          ? Array.from({ length: each }, (_, index) =>
              index === 0
                ? step
                : {
                    ...step,
                    step: `compute-${index}`,
                    stackName: `${step.stackName}-${index}`,
                    dependsOn: [step.step],
                  },
            )
          : [step],
      );
    return {
      ...change,
      environments: { development: more(development), staging: more(staging), production: more(production) },
    };
  };

async function ofRuns(size: number, shape: Shape): Promise<Point> {
  let requests = 0;
  const ms = await fastest(async () => {
    requests = await run(shape);
  });
  return { size, ms, requests };
}

async function ofListing(size: number): Promise<Point> {
  const world = install();
  for (let index = 1; index <= size; index += 1)
    listRun(world, index, endingWith(index % 3 === 0 ? { verdict: "ROLLED_BACK", because: "x" } : {}));
  return { size, ms: await fastest(() => world.does(() => runs(connectionTo(world)))), requests: null };
}

async function ofEntries(size: number, folder: string): Promise<Point> {
  const path = join(folder, `${size}.jsonl`);
  await writeLongRun(path, size);
  const ms = await fastest(async () => {
    const seen = verifyFile(path, { key: null, witnesses: [] });
    if (!("verification" in seen) || !seen.verification.sound)
      throw new Error(`a bundle of ${size} entries is not sound`);
  }, 5);
  return { size, ms, requests: null };
}

async function pointsOf(sizes: readonly number[], point: (size: number) => Promise<Point>) {
  const points: Point[] = [];
  // What is compiled during the first measurement would count as its own.
  await point(sizes[0] ?? 1);
  for (const size of sizes) points.push(await point(size));
  return points;
}

const folder = mkdtempSync(join(tmpdir(), "growth-"));
try {
  const series: readonly Series[] = [
    {
      what: "steps of a run",
      points: await pointsOf([17, 35, 68, 140], (size) => ofRuns(size, { edit: withSteps(size) })),
    },
    {
      what: "effects of a step",
      points: await pointsOf([1, 20, 100, 500], (size) => ofRuns(size, withBuckets(size))),
    },
    { what: "runs in a list", points: await pointsOf([10, 100, 1_000, 10_000], ofListing) },
    {
      what: "entries of a bundle",
      points: await pointsOf([50, 100, 1_000, 10_000], (size) => ofEntries(size, folder)),
    },
  ];
  const table = tableOf(series);
  console.log(table.join("\n"));
  if (process.argv.includes("--document")) {
    const docs = new URL("../../../docs/", import.meta.url);
    writeFileSync(new URL("growth.svg", docs), growthPlot(series));
    const page = new URL("performance.md", docs);
    const text = readFileSync(page, "utf8");
    writeFileSync(
      page,
      text.replace(/(<!-- growth -->\n)[\s\S]*?(<!-- end of growth -->)/, `$1${table.join("\n")}\n$2`),
    );
  }
  const figures = series.map(({ what, points }) => {
    const [largest, middle] = [points.at(-1), points.at(-2)];
    const each = (point?: Point) => (point === undefined ? Number.NaN : point.ms / point.size);
    const growth = Number((each(largest) / each(middle)).toFixed(2));
    return atMost(`a unit of ${largest?.size} ${what} / of ${middle?.size}`, growth, mostGrowth);
  });
  if (!reportFigures("growth", "npm run assure -- growth", figures)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
