import fc from "fast-check";
import { assemblyCases } from "../../cases/assemblies/assemblies.ts";
import { type Pair, pairs } from "../../cases/generated/deployments.ts";
import { type Judgement, judgementOf } from "../../cases/generated/judge.ts";
import { changesInARow, problemsOfChanges } from "../../cases/generated/steps.ts";
import { problemsOfBrokenAssembly } from "../../cases/odd-assemblies.ts";
import { openedPastDoor } from "../../cases/opened.ts";
import { Random } from "../../simulator/random.ts";
import { allOf, atLeast, atMost, type Figure } from "../shared/write-figures.ts";

const wantedCases = 5_000;
const mostShown = 3;

/** What is wrong with a judgement. */
const wrongIn = ({ problems, unannounced }: Judgement): readonly string[] => [...problems, ...unannounced];

/** A judgement; an error of Interlock is a problem too. */
function judged(pair: Pair): Judgement {
  try {
    return judgementOf(pair);
  } catch (error) {
    return {
      outcome: "announced",
      places: [],
      listed: 0,
      unannounced: [],
      problems: [`it throws ${String(error)}`],
      rules: [],
    };
  }
}

/** Judges generated pairs of templates, prints where they differ and the smallest pair that is wrong, and tells the figures. */
export function generatedTemplates(cases: number, seed: number): readonly Figure[] {
  const outcomes = new Map<string, number>();
  const places = new Map<string, number>();
  const rules = new Map<string, number>();
  const count = (of: Map<string, number>, name: string) => of.set(name, (of.get(name) ?? 0) + 1);
  let [differing, right, listed, unannounced, shown] = [0, 0, 0, 0, 0];
  for (const pair of fc.sample(pairs, { seed, numRuns: cases })) {
    const judgement = judged(pair);
    count(outcomes, judgement.outcome);
    for (const place of judgement.places) count(places, place);
    for (const rule of new Set(judgement.rules)) count(rules, rule);
    listed += judgement.listed;
    unannounced += judgement.unannounced.length;
    if (judgement.outcome !== "refused" && judgement.outcome !== "announced") continue;
    differing += 1;
    const wrong = wrongIn(judgement);
    if (wrong.length === 0) right += 1;
    else if (shown++ < mostShown) console.log(`WRONG  generated template: ${wrong.join("; ")}`);
  }
  const inWords = (of: ReadonlyMap<string, number>) =>
    [...of]
      .sort(([, one], [, other]) => other - one)
      .map(([name, times]) => `${name} ${times}`)
      .join(", ");
  console.log(`generated templates (seed ${seed}): ${inWords(outcomes)}`);
  console.log(`  refused by: ${inWords(rules)}`);
  console.log(`  they differ in: ${inWords(new Map([...places].filter(([, times]) => times >= 5)))}`);
  if (right < differing) showSmallest(cases, seed);
  return [
    atLeast("generated pairs of templates", cases, wantedCases),
    allOf("pairs that differ and are announced or refused", right, differing),
    { ...atMost("unannounced changes in change sets", unannounced, 0), value: `${unannounced} of ${listed}` },
  ];
}

/** Prints the smallest pair that is wrong, so that it can become a test. */
function showSmallest(cases: number, seed: number): void {
  const { counterexample } = fc.check(
    fc.property(pairs, (pair) => wrongIn(judged(pair)).length === 0),
    { seed, numRuns: cases },
  );
  if (counterexample === null) return;
  const [pair] = counterexample;
  console.log(`the smallest: ${JSON.stringify(pair)}\n  ${wrongIn(judged(pair)).join("\n  ")}`);
}

/** Takes generated changes through whole runs of which the second lacks or renames steps of the first. */
export async function generatedSteps(cases: number, seed: number): Promise<readonly Figure[]> {
  let right = 0;
  for (const changes of fc.sample(changesInARow, { seed, numRuns: cases })) {
    const problems = await problemsOfChanges(changes).catch((error: unknown) => [
      `it throws ${String(error)}`,
    ]);
    if (problems.length === 0) right += 1;
    for (const problem of problems) console.log(`WRONG  steps ${JSON.stringify(changes)}: ${problem}`);
  }
  return [allOf("changes that lack or rename steps, shown or refused", right, cases)];
}

/** Breaks files of assemblies mechanically, and tells whether `check` answered each in its own words. */
export async function brokenAssemblies(cases: number, seed: number): Promise<readonly Figure[]> {
  const random = new Random(seed);
  let [right, sound] = [0, 0];
  for (let index = 0; index < cases; index += 1) {
    const { what, isSound, problems } = await problemsOfBrokenAssembly(random);
    if (problems.length === 0) right += 1;
    if (isSound) sound += 1;
    for (const problem of problems) console.log(`WRONG  broken assembly ${what}: ${problem}`);
  }
  console.log(`broken assemblies: ${cases - sound} refused, ${sound} still sound`);
  return [allOf("broken assemblies that are answered without a raw error", right, cases)];
}

const longestRefusalMs = 1_000;

/** Submits every case of an assembly that a rule about bytes refuses past the door, and tells how soon each run is refused. */
export async function changesPastDoor(): Promise<readonly Figure[]> {
  let [right, all, slowestMs] = [0, 0, 0];
  for (const name of assemblyCases) {
    const opened = await openedPastDoor(name);
    if (opened === null) continue;
    all += 1;
    slowestMs = Math.max(slowestMs, opened.refusedAfterMs);
    if (opened.problems.length === 0) right += 1;
    for (const problem of opened.problems) console.log(`WRONG  past the door ${name}: ${problem}`);
  }
  return [
    allOf("changes past the door, refused before any effect", right, all),
    atMost("longest time until such a run is refused, in milliseconds", slowestMs, longestRefusalMs),
  ];
}
