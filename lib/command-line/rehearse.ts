import { rmSync } from "node:fs";
import type { Change } from "../domain/change/manifest.ts";
import { runIdOf } from "../domain/change/manifest.ts";
import { environments, type Gate } from "../domain/environment.ts";
import { invalidInput } from "../domain/errors.ts";
import { inboxOf } from "../sandbox/mailbox.ts";
import { checkout, Place } from "../sandbox/place.ts";
import { ensureDeployed, type Say, startSandbox, stopSandbox } from "../sandbox/up.ts";
import { type Assembly, readAssembly } from "./assembly.ts";
import { headOf } from "./commit.ts";
import { follow } from "./follow.ts";
import { injectFault } from "./inject-fault.ts";
import { type Remains, remainsOf } from "./remains.ts";
import { leftOutForEmulator, readPlan, waitForRun } from "./run-change.ts";
import { type Expected, scenarioOf } from "./scenarios.ts";
import { changeFor, submit } from "./submit.ts";
import { synthesise } from "./synthesise.ts";
import { sayYes } from "./up.ts";

/** The options of `interlock rehearse`. */
export type RehearseOptions = {
  readonly reject?: string;
  readonly fail?: string;
  readonly keep?: boolean;
  readonly sandbox?: string;
  readonly repository?: string;
};

/**
 * Lets something go wrong on purpose, in a sandbox of its own, and looks at what is left of each environment. Returns
 * the exit code: 0 only if the verdict and everything that is left are what they have to be.
 */
export async function rehearse(options: RehearseOptions, say: Say): Promise<number> {
  const scenario = scenarioOf(options);
  const place = new Place(options.sandbox ?? `rehearsal-${scenario.name}`);
  if (place.name === "local")
    throw invalidInput("a rehearsal removes its sandbox: give it another name than local");
  await stopSandbox(place);
  rmSync(place.folder, { recursive: true, force: true });
  const started = await startSandbox(place, undefined, say);
  say(
    `sandbox   ${place.name}, emulator http://127.0.0.1:${started.ports.emulator}, mailbox ${inboxOf(started)}`,
  );
  try {
    const head = headOf(options.repository ?? checkout);
    const context = { leaveOut: leftOutForEmulator };
    const good = readAssembly(
      await synthesise(head, place.path("changes", head.commit.sha, "assembly"), context),
    );
    const { installation, state } = await ensureDeployed(place, started, good.application, say);
    const inbox = inboxOf(state);
    const take = async (assembly: Assembly, attempt: number, reject: Gate | null) => {
      const runId = runIdOf({ ...head, attempt });
      await submit(
        installation,
        await changeFor(installation, head, assembly, attempt),
        assembly,
        readPlan(),
      );
      await waitForRun(installation, runId);
      say(`following run ${runId}`);
      const answering = (gate: Gate) =>
        gate === reject
          ? ({ decision: "reject", reason: "a rehearsal: this gate says no" } as const)
          : sayYes(gate);
      return { runId, verdict: await follow(installation, runId, { inbox, answering, say }) };
    };
    const first = scenario.succeedsFirst ? await take(good, 1, null) : null;
    if (first !== null && first.verdict !== "SUCCEEDED") {
      say(`the run before the rehearsal ended ${first.verdict}`);
      return 1;
    }
    const before = await remainsOf(good.application);
    const changed = scenario.fail === null ? good : injectFault(good, scenario.fail);
    const { runId, verdict } = await take(changed, first === null ? 1 : 2, scenario.reject);
    const after = await remainsOf(good.application);
    const wrong = environments.flatMap((environment) => {
      const found = after[environment];
      const expected = scenario.expected[environment];
      say(`${environment.padEnd(12)}${listOf(found, `${good.application}-${environment}-`)}`);
      return problemsOf(expected, found, before[environment], good.environments[environment]).map(
        (problem) => `${environment}: ${problem}`,
      );
    });
    if (verdict !== scenario.verdict) wrong.push(`the verdict is ${verdict}, not ${scenario.verdict}`);
    for (const problem of wrong) say(`WRONG  ${problem}`);
    say(`run ${runId} ${verdict}`);
    return wrong.length === 0 ? 0 : 1;
  } finally {
    if (options.keep !== true) {
      await stopSandbox(place);
      rmSync(place.folder, { recursive: true, force: true });
    }
  }
}

const listOf = ({ stacks, resources }: Remains, prefix: string): string =>
  stacks.size + resources.length === 0
    ? "nothing"
    : `${[...stacks.keys()].map((name) => name.slice(prefix.length)).join(", ") || "no stack"}; ${resources.length} named resources`;

/** What is not as it has to be. */
function problemsOf(
  expected: Expected,
  found: Remains,
  before: Remains,
  steps: Change["environments"]["development"],
): readonly string[] {
  const differences = (wanted: ReadonlyMap<string, string | null>) => [
    ...[...wanted].flatMap(([name, description]) => {
      const there = found.stacks.get(name);
      if (there === undefined) return [`${name} is gone`];
      return description !== null && there !== description ? [`${name} is not as it was`] : [];
    }),
    ...[...found.stacks.keys()].filter((name) => !wanted.has(name)).map((name) => `${name} is still there`),
  ];
  const named = (parts: (step: { readonly step: string; readonly part: string }) => boolean) =>
    new Map(steps.filter(parts).map(({ stackName }) => [stackName, null] as const));
  switch (expected.is) {
    case "nothing":
      return [...differences(new Map()), ...found.resources.map((resource) => `${resource} is still there`)];
    case "everything":
      return differences(named(() => true));
    case "only":
      return differences(named(({ part }) => expected.parts.includes(part)));
    case "as it was":
      return differences(before.stacks);
    case "as it was, without": {
      const without = steps
        .filter(({ part }) => expected.parts.includes(part))
        .map(({ stackName }) => stackName);
      return differences(new Map([...before.stacks].filter(([name]) => !without.includes(name))));
    }
  }
}
