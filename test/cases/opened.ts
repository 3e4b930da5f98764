import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assemblyOf } from "../../lib/command-line/submission/assembly.ts";
import { readAssembly } from "../../lib/command-line/submission/read-assembly.ts";
import type { Candidate } from "../../lib/domain/change/rules/candidate.ts";
import { noAllowances } from "../../lib/domain/change/rules/candidate.ts";
import { findingsAbout } from "../../lib/domain/change/rules/rules.ts";
import { environments } from "../../lib/domain/environment.ts";
import { isFact } from "../../lib/domain/records/facts.ts";
import { demandsOf } from "../../lib/plan/demands.ts";
import { effectsFromNow, install, application as installed, planWith, take } from "../simulator/runs.ts";
import { makeAssembly } from "./assemblies/assemblies.ts";

// A change that went round the door: its manifest and its templates are written to the bucket by hand, and its event is sent.

/** What became of such a change; null if the assembly holds no change, or one that breaks no rule about bytes. */
export type Opened = {
  readonly problems: readonly string[];
  /** From the event to the refusal, by the clock of the account. */
  readonly refusedAfterMs: number;
};

/** Submits the change of an assembly's case past the door, and tells whether the run was refused for the same rules. */
export async function openedPastDoor(name: string): Promise<Opened | null> {
  const candidate = candidateOfCase(name);
  const plan = planWith();
  const rules = new Set(
    findingsAbout(candidate, { demands: demandsOf(plan), allowances: noAllowances }).refusals.map(
      ({ rule }) => rule,
    ),
  );
  const isWhole = environments.every((environment) =>
    candidate.environments[environment].every(({ part }) => part !== null),
  );
  if (rules.size === 0 || !isWhole) return null;
  const { environments: steps, templates } = assemblyOf(candidate);
  const world = install();
  for (const [digest, template] of templates) world.s3.overwrite(`by-digest/${digest}`, template);
  const effects = effectsFromNow(world);
  const begunMs = world.time.nowMs();
  const { verdict, entries } = await take(
    world,
    { edit: (change) => ({ ...change, environments: steps }) },
    plan,
  );
  const refused = entries.find(isFact("refuse-run", "observation"));
  const said = refused?.detail.reason ?? "";
  return {
    problems: [
      ...(verdict === "REFUSED" ? [] : [`it is ${verdict}, not refused`]),
      ...(effects.length === 0 ? [] : [`it is refused after ${effects.join()}`]),
      ...[...rules].filter((rule) => !said.includes(`${rule}: `)).map((rule) => `the refusal lacks ${rule}`),
    ],
    refusedAfterMs: Date.parse(refused?.at ?? "") - begunMs,
  };
}

/** What can be read of an assembly, as the installation of the tests would have it named. */
function candidateOfCase(name: string): Candidate {
  const folder = mkdtempSync(join(tmpdir(), "opened-case-"));
  try {
    makeAssembly(folder, name);
    const { candidate } = readAssembly(folder, {}, installed);
    const renamed = JSON.stringify(candidate).replaceAll(`${candidate.application}-`, `${installed}-`);
    return { ...(JSON.parse(renamed) as Candidate), application: installed };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
