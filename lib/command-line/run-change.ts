import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { notFound } from "../domain/errors.ts";
import type { Installation } from "../installation/installation.ts";
import { type Plan, parsePlan } from "../plan/schema.ts";
import { systemClock } from "../ports/clock/system.ts";
import { recordsIn } from "../ports/records/aws.ts";

const lookEveryMs = 100;
const startedWithinMs = 30_000;

/** What the sandbox's emulator lacks, left out of the reference environments by name. */
export const leftOutForEmulator = "flow-logs,task-autoscaling";

/** The plan that this checkout carries. */
export const readPlan = (path: string | URL = new URL("../plan/21.03.json", import.meta.url)): Plan =>
  parsePlan(readFileSync(path, "utf8"));

/** Whether a change has become a run already. */
export async function isKnown(installation: Installation, runId: string): Promise<boolean> {
  return (await recordsIn({ ...installation, clock: systemClock }).claimOf(runId)) !== null;
}

/**
 * Waits until a submitted change has become a run.
 * @throws NotFound if it does not within half a minute.
 */
export async function waitForRun(installation: Installation, runId: string): Promise<void> {
  for (let waitedMs = 0; waitedMs < startedWithinMs; waitedMs += lookEveryMs) {
    if (await isKnown(installation, runId)) return;
    await setTimeout(lookEveryMs);
  }
  throw notFound(
    `the change was submitted, and no run ${runId} began within ${startedWithinMs / 1000} s: start-run's log and its dead-letter queue say why`,
  );
}
