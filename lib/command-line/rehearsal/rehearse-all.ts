import { keepState, putState } from "../../sandbox/emulator-state.ts";
import type { SandboxPlace } from "../../sandbox/place.ts";
import { type Say, startSandbox, stopEmulator } from "../../sandbox/up.ts";
import { fullName } from "../submission/repository-name.ts";
import { type Rehearsed, rehearseScenario, type Stage, takeChange, unprepared } from "./rehearsal.ts";
import { allScenarios } from "./scenarios.ts";

/** The two states that scenarios start from: no environments, or environments whose change succeeded once. */
const beginnings = ["installed", "released"] as const;

/**
 * Rehearses every failure branch, each from the same state: in between, the emulator gets its kept state back, which takes a
 * second instead of a deployment.
 */
export async function rehearseAll(
  place: SandboxPlace,
  stage: Stage,
  progress: Say,
): Promise<readonly Rehearsed[]> {
  const silent: Stage = { ...stage, say: () => undefined };
  const scenarios = allScenarios(stage.assembly);
  progress(
    `${scenarios.length} rehearsals of ${fullName(stage.commit.repository)} ${stage.commit.commit.sha.slice(0, 12)}`,
  );
  await keep(place, "installed");
  await startSandbox(place, undefined, progress);
  const first = await takeChange(silent, 1, null);
  if (first.verdict !== "SUCCEEDED") {
    const row = unprepared("the run before all rehearsals", first);
    for (const line of rowText(row)) progress(line);
    return [row];
  }
  await keep(place, "released");
  const rows: Rehearsed[] = [];
  for (const scenario of scenarios) {
    const beganAtMs = performance.now();
    await stopEmulator(place);
    putState(place, beginnings[scenario.succeedsFirst ? 1 : 0]);
    await startSandbox(place, undefined, progress);
    const rehearsed = await rehearseScenario(silent, scenario.succeedsFirst ? 2 : 1, scenario).catch(
      (error: unknown) => failed(scenario.name, error),
    );
    const row = { ...rehearsed, seconds: (performance.now() - beganAtMs) / 1000 };
    rows.push(row);
    for (const line of rowText(row)) progress(line);
  }
  const right = rows.filter(({ problems }) => problems.length === 0).length;
  const seconds = Math.round(rows.reduce((total, row) => total + row.seconds, 0));
  progress(`${right} of ${rows.length} rehearsals ended correctly, in ${seconds} s`);
  return rows;
}

async function keep(place: SandboxPlace, beginning: (typeof beginnings)[number]): Promise<void> {
  await stopEmulator(place);
  keepState(place, beginning);
}

const failed = (scenario: string, error: unknown): Rehearsed => ({
  scenario,
  seconds: 0,
  runId: null,
  verdict: null,
  undone: [],
  left: [],
  problems: [error instanceof Error ? error.message : String(error)],
});

/** One rehearsal as text: how it ended, what was undone in which order, and what is left. */
function rowText({ scenario, seconds, verdict, undone, left, problems }: Rehearsed): readonly string[] {
  const order = undone.map((one) => one.replace(/^[a-z]+\//, "")).join(", ") || "nothing";
  return [
    `${scenario.padEnd(38)} ${seconds.toFixed(1).padStart(5)} s  ${problems.length === 0 ? "right" : "WRONG"}  ${verdict ?? "no verdict"}`,
    `    undone: ${order}`,
    `    left:   ${left.map((line) => line.replace(/ +/, ": ")).join(" | ")}`,
    ...problems.map((problem) => `    WRONG   ${problem}`),
  ];
}
