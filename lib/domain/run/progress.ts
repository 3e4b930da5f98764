import * as z from "zod";
import { type Environment, environments } from "../environment.ts";
import { gateState } from "../gate/gate-state.ts";
import { type Gate, gateRows, gates } from "../gates.ts";
import type { Entry } from "../records/entry.ts";
import { heldPlace, holdOf } from "./hold.ts";
import { type PhaseState, phasesOf } from "./phases.ts";
import { isSealed, verdictSoFar } from "./status.ts";

/**
 * How far a run has come in an environment, in the words of those who wait for a deployment. inactive: the environment does not
 * have this commit, and nothing failed there.
 */
export const progressStates = ["queued", "in-progress", "waiting", "success", "failure", "inactive"] as const;

/** How far a run has come in an environment. */
export type ProgressState = (typeof progressStates)[number];

/** One environment's progress, and what that means, in a few words of ours. */
export type EnvironmentProgress = { readonly state: ProgressState; readonly says: string };

/** Every environment's progress. */
export type Progress = Readonly<Record<Environment, EnvironmentProgress>>;

/**
 * The detail of the event `Run Moved` (source `interlock`): the run that is at work has come further in an environment, or waits
 * there. Whoever hears it reads the records, or takes these states; said twice, they are the same.
 */
export const runMovedSchema = z.strictObject({
  version: z.literal(1),
  application: z.string().min(1),
  run: z.string().min(1),
  repository: z.string().min(1),
  commit: z.string().min(1),
  environments: z.record(
    z.enum(environments),
    z.strictObject({ state: z.enum(progressStates), says: z.string().max(140) }),
  ),
});

/** What the event `Run Moved` says. */
export type RunMoved = z.infer<typeof runMovedSchema>;

/** A change that waits for its turn, or whose run has written nothing yet. */
export const queuedEverywhere: Progress = everywhere({ state: "queued", says: "waits for its turn" });

/** A change that never begins, because a newer one took its place. */
export const supersededEverywhere: Progress = everywhere({
  state: "inactive",
  says: "a newer change took its place",
});

/** The gates that are asked about an environment. */
const gatesAbout = (environment: Environment): readonly Gate[] =>
  gates.filter((gate) => gateRows[gate].environment === environment);

/** How far a run has come in each environment, according to its entries alone. */
export function progressOf(entries: readonly Entry[]): Progress {
  const hold = holdOf(entries);
  const phases = phasesOf(entries, null);
  const isOver = isSealed(entries);
  const wasRejected = gates.some((gate) => ["rejected", "expired"].includes(gateState(entries, gate) ?? ""));
  const of = (environment: Environment): EnvironmentProgress => {
    const phase = phases.find((one) => one.phase === environment)?.state ?? "to-come";
    const undone = undoing(phase, wasRejected);
    if (undone !== null) return undone;
    if (isOver && (phase === "to-come" || phase === "under-way"))
      return { state: "inactive", says: "the run ended before this environment" };
    if (phase === "failed") return { state: "failure", says: "did not come to stand as wanted" };
    if (hold?.environment === environment)
      return {
        state: "waiting",
        says: `a freeze holds ${heldPlace(hold)} until ${hold.continuesAt.slice(0, 16).replace("T", " ")} UTC`,
      };
    const open = gatesAbout(environment).find((gate) => gateState(entries, gate) === "open");
    if (open !== undefined) return { state: "waiting", says: `waits for ${open}` };
    if (phase === "to-come") return { state: "queued", says: "waits for the environment before it" };
    if (phase === "done" && isThrough(entries, environment))
      return { state: "success", says: "stands as wanted, and every check holds" };
    return isOver
      ? { state: "inactive", says: "the run ended before this environment was through" }
      : { state: "in-progress", says: "is being provisioned and validated" };
  };
  return { development: of("development"), staging: of("staging"), production: of("production") };
}

/** Staging is through when it is signed off, and production when the run has succeeded. */
function isThrough(entries: readonly Entry[], environment: Environment): boolean {
  if (environment === "production") return verdictSoFar(entries) === "SUCCEEDED";
  if (environment === "development" || isSealed(entries)) return true;
  return ["approved", "passed"].includes(gateState(entries, "staging-sign-off") ?? "");
}

/** What a rollback of the environment means; null if there is none. */
function undoing(phase: PhaseState, wasRejected: boolean): EnvironmentProgress | null {
  if (phase === "rolling-back") return { state: "in-progress", says: "is being rolled back" };
  if (phase === "not-proved") return { state: "failure", says: "its rollback is not proved" };
  if (phase !== "undone") return null;
  return wasRejected
    ? { state: "inactive", says: "was rolled back after a rejection, and that is proved" }
    : { state: "failure", says: "was rolled back, and that is proved" };
}

function everywhere(one: EnvironmentProgress): Progress {
  return { development: one, staging: one, production: one };
}
