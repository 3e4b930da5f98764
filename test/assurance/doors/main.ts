// Doors: permutations of commit events on the rules of the queue, and a burst of pushes on simulated accounts.
//   --cases N          how many permutations (100,000)
//   --repositories N   how many repositories, each with an installation of its own (50)
//   --commits N        how many commits of each are pushed at once (10)
//   --shown N          how many runs are shown at their commits, with events twice and late, and calls that die (200)
//   --seed S           the seed; without it, a fresh one is drawn and printed
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { median } from "../../../lib/domain/median.ts";
import { becomes, documentedEvents } from "../../fixtures/push-events.ts";
import { Random } from "../../simulator/random.ts";
import { readBlueprint } from "../../simulator/world.ts";
import { allOf, atLeast, reportFigures } from "../shared/write-figures.ts";
import { burst } from "./burst.ts";
import { playPermutation } from "./permutations.ts";
import { playShown } from "./shown.ts";

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "100000" },
    repositories: { type: "string", default: "50" },
    commits: { type: "string", default: "10" },
    shown: { type: "string", default: "200" },
    seed: { type: "string" },
  },
});
const wantedCases = 100_000;
const mostShown = 5;
const seed = Number(values.seed ?? randomInt(2 ** 31));
console.log(`seed ${seed}`);

const random = new Random(seed);
const cases = Number(values.cases);
let right = 0;
for (let index = 0; index < cases; index += 1) {
  const wrong = playPermutation(random);
  if (wrong === null) right += 1;
  else if (index - right < mostShown) console.log(`WRONG  case ${index}: ${wrong}`);
}

const judged = documentedEvents.filter(
  ([, event, wanted]) => JSON.stringify(becomes(event)) === JSON.stringify(wanted),
);

const blueprint = await readBlueprint();
const repositories = Number(values.repositories);
const commits = Number(values.commits);
const firstEffects: number[] = [];
let rightRepositories = 0;
let ran = 0;
for (let index = 0; index < repositories; index += 1) {
  const done = await burst(blueprint, seed + index, commits);
  firstEffects.push(done.firstEffectMs);
  ran += done.ran;
  if (done.wrong === null) rightRepositories += 1;
  else console.log(`WRONG  repository ${index} (seed ${seed + index}): ${done.wrong}`);
}
// In one repository of ten, CodeCommit loses every event.
const lossy = Math.ceil(repositories / 10);
/** A look each five minutes, and the time that it takes itself. */
const lookMs = 5 * 60_000 + 5_000;
let found = 0;
for (let index = 0; index < lossy; index += 1) {
  const { wrong, announcedMs } = await burst(blueprint, seed + index, commits, { isLost: true });
  if (wrong === null && announcedMs <= lookMs) found += 1;
  else console.log(`WRONG  lost events (seed ${seed + index}): ${wrong ?? `found after ${announcedMs} ms`}`);
}
const shown = Number(values.shown);
let rightShown = 0;
for (let index = 0; index < shown; index += 1) {
  const wrong = await playShown(seed + index);
  if (wrong === null) rightShown += 1;
  else console.log(`WRONG  shown at a commit (seed ${seed + index}): ${wrong}`);
}
console.log(
  `${repositories * commits} commits became ${ran} runs, and ${repositories * commits - ran} were superseded`,
);
console.log(
  `median from the first event to the first effect: ${Math.round((median(firstEffects) ?? 0) / 1_000)} s of virtual time, with events up to 30 s late, builds of 1 to 60 s, and the plan's approval`,
);
process.exitCode = reportFigures("doors", "npm run assure -- doors", [
  atLeast("permutations of commit events", cases, wantedCases),
  allOf("permutations with one end a commit, and no overtaking", right, cases),
  allOf(
    "documented events of CodeCommit that became what they should",
    judged.length,
    documentedEvents.length,
  ),
  allOf("repositories whose lost push was found by the next look", found, lossy),
  allOf("runs whose commit on GitHub shows how they ended", rightShown, shown),
  allOf("repositories whose pushed commits each ended once", rightRepositories, repositories),
])
  ? 0
  : 1;
