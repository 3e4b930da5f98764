import { keepState, putState } from "../sandbox/emulator-state.ts";
import type { Place } from "../sandbox/place.ts";
import { type Say, startSandbox, stopEmulator } from "../sandbox/up.ts";
import { carryOut, type Rehearsed, type Stage, take } from "./rehearsal.ts";
import { allScenarios, type Scenario } from "./scenarios.ts";

type Row = { readonly scenario: Scenario; readonly seconds: number; readonly rehearsed: Rehearsed | Error };

/** What every scenario begins with: an installation without environments, or one whose change succeeded once. */
const beginnings = ["installed", "released"] as const;

/**
 * Carries out every failure branch, each from the same beginning: the emulator is put back to it in between, which takes
 * a second instead of a deployment. Returns the exit code: 0 only if every single one is right.
 */
export async function rehearseAll(place: Place, stage: Stage, say: Say): Promise<number> {
  const quiet: Stage = { ...stage, say: () => undefined };
  const scenarios = allScenarios(stage.assembly);
  say(`${scenarios.length} rehearsals of ${stage.head.repository} ${stage.head.commit.sha.slice(0, 12)}`);
  await keep(place, "installed");
  await startSandbox(place, undefined, say);
  const { verdict } = await take(quiet, 1, null);
  if (verdict !== "SUCCEEDED") {
    say(`the run before the rehearsals ended ${verdict}`);
    return 1;
  }
  await keep(place, "released");
  const rows: Row[] = [];
  for (const scenario of scenarios) {
    const beganAtMs = performance.now();
    await stopEmulator(place);
    putState(place, beginnings[scenario.succeedsFirst ? 1 : 0]);
    await startSandbox(place, undefined, say);
    const rehearsed = await carryOut(quiet, scenario.succeedsFirst ? 2 : 1, scenario).catch(asError);
    const row: Row = { scenario, seconds: (performance.now() - beganAtMs) / 1000, rehearsed };
    rows.push(row);
    for (const line of linesOf(row)) say(line);
  }
  const right = rows.filter(isRight).length;
  const seconds = Math.round(rows.reduce((total, row) => total + row.seconds, 0));
  say(`${right} of ${rows.length} rehearsals ended as they have to, in ${seconds} s`);
  return right === rows.length ? 0 : 1;
}

async function keep(place: Place, beginning: (typeof beginnings)[number]): Promise<void> {
  await stopEmulator(place);
  keepState(place, beginning);
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

const isRight = ({ rehearsed }: Row): boolean =>
  !(rehearsed instanceof Error) && rehearsed.problems.length === 0;

/** One scenario: how it ended, what was undone in which order, what is left. */
function linesOf({ scenario, seconds, rehearsed }: Row): readonly string[] {
  const head = `${scenario.name.padEnd(38)} ${seconds.toFixed(1).padStart(5)} s`;
  if (rehearsed instanceof Error) return [`${head}  WRONG  ${rehearsed.message}`];
  const { verdict, undone, left, problems } = rehearsed;
  const order = undone.map((one) => one.replace(/^[a-z]+\//, "")).join(", ") || "nothing";
  return [
    `${head}  ${problems.length === 0 ? "right" : "WRONG"}  ${verdict}`,
    `    undone: ${order}`,
    `    left:   ${left.map((line) => line.replace(/ +/, ": ")).join(" | ")}`,
    ...problems.map((problem) => `    WRONG   ${problem}`),
  ];
}
