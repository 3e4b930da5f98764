import { isInterlockError } from "../domain/errors.ts";
import type { Entry } from "../domain/records/entry.ts";
import { type Hold, heldPlace, holdOf } from "../domain/run/hold.ts";
import { ingressAfter } from "../domain/run/ingress.ts";
import type { Claim, Lease, Stop } from "../domain/run/lease.ts";
import type { KeptIngress, Quarantine, Records } from "../ports/records/port.ts";
import { duration, moment } from "../text/time.ts";

/** Everything that holds up an installation's work, or its customers. */
export type Situation = {
  readonly stopped: Stop | null;
  /** Oldest first. */
  readonly quarantines: readonly Quarantine[];
  /** The run that has the lease. */
  readonly running: string | null;
  /** The freeze that holds that run; null if none does. */
  readonly hold: Hold | null;
  /** In the order in which they begin. */
  readonly waiting: readonly Claim[];
  /** Whether customers can reach production, and which run left it so; null if no run ever touched live ingress. */
  readonly ingress: KeptIngress | null;
  /** Why the lease, or the records of the run that has it, cannot be read; null if they can. */
  readonly unreadable: string | null;
};

/**
 * Looks at what holds up the installation. It reads the run that has the lease, and one item for everything before it.
 * @param seen what the caller has just read of a run, and the lease as it was then: it is not read again.
 */
export async function situationIn(
  records: Pick<Records, "lease" | "quarantines" | "waiting" | "lastIngress" | "read">,
  seen?: { readonly runId: string; readonly entries: readonly Entry[]; readonly lease: Lease },
): Promise<Situation> {
  const [lease, quarantines, waiting, sealed] = await Promise.all([
    readable(seen === undefined ? records.lease() : Promise.resolve(seen.lease)),
    records.quarantines(),
    records.waiting(),
    records.lastIngress(),
  ]);
  const { runId, stopped } = lease.read ?? { runId: null, stopped: null };
  const run =
    runId === null
      ? null
      : runId === seen?.runId
        ? { read: seen, unreadable: null }
        : await readable(records.read(runId));
  const now = run?.read == null ? null : ingressAfter(run.read.entries);
  return {
    stopped,
    quarantines,
    running: runId,
    hold: run?.read == null ? null : holdOf(run.read.entries),
    waiting,
    ingress: runId !== null && now !== null ? { runId, ingress: now } : sealed,
    unreadable: lease.unreadable ?? run?.unreadable ?? null,
  };
}

/** What was read, or why it cannot be: records that were altered are told, and hide nothing else. */
async function readable<T>(
  reading: Promise<T>,
): Promise<{ readonly read: T | null; readonly unreadable: string | null }> {
  try {
    return { read: await reading, unreadable: null };
  } catch (error) {
    if (!isInterlockError(error, "DigestMismatch")) throw error;
    return { read: null, unreadable: error.message };
  }
}

/** What a person must do before any change begins, in words; null if changes wait for nothing but a run. */
export function heldBy({ stopped, quarantines }: Situation): string | null {
  const [first] = quarantines;
  if (stopped !== null) return `all work is stopped by ${stopped.by}, because "${stopped.reason}"`;
  if (first === undefined) return null;
  return `${first.environment} is in quarantine since ${first.runId}, whose rollback is not proved`;
}

/** The place of a change in the queue, in words; empty if it waits alone. */
export function placeInWords({ waiting }: Pick<Situation, "waiting">, runId: string): string {
  const place = waiting.findIndex((one) => one.runId === runId) + 1;
  return place === 0 || waiting.length === 1 ? "" : ` in place ${place} of ${waiting.length}`;
}

/** Why a change has not begun, in words. `held` is what `heldBy` says, `place` what `placeInWords` says. */
export const waitsBecause = (held: string | null, place = ""): string =>
  held === null
    ? `waits${place}: another run is at work; this one has done nothing`
    : `waits${place}: ${held}; this one has done nothing, and begins by itself afterwards`;

/** One thing that an operator must know before anything else, and the command that leads on. */
export type Banner = {
  readonly about: "closed" | "stopped" | "quarantine" | "records" | "freeze" | "queue";
  readonly text: string;
  /** The arguments of `interlock`. */
  readonly next: string;
};

/** What an operator must know first, gravest first. Nothing if work goes on and production is as it should be. */
export function bannersOf(situation: Situation, nowMs: number): readonly Banner[] {
  const { stopped, quarantines, running, waiting, ingress, unreadable, hold } = situation;
  const heldUp = heldBy(situation);
  const since = (ms: number): string => `since ${moment(ms)}, for ${duration(nowMs - ms)}`;
  const closed = ingress?.ingress.state === "closed" ? ingress : null;
  return [
    ...(closed === null
      ? []
      : [
          {
            about: "closed" as const,
            text: `PRODUCTION IS CLOSED TO THE PUBLIC ${since(Date.parse(closed.ingress.since))}, by ${closed.runId}${closed.runId === running ? ", which is still at work" : ""}`,
            next: `status ${closed.runId}`,
          },
        ]),
    ...(stopped === null
      ? []
      : [
          {
            about: "stopped" as const,
            text: `WORK IS STOPPED ${since(stopped.atMs)}, by ${stopped.by}: "${stopped.reason}"; ${stopped.agreed.length} of 2 people agreed to resume${stopped.agreed.length === 0 ? "" : ` (${stopped.agreed.join(", ")})`}`,
            next: "resume --as PERSON",
          },
        ]),
    ...quarantines.map(({ runId, environment, sinceMs }) => ({
      about: "quarantine" as const,
      text: `QUARANTINE: ${environment} ${since(sinceMs)}, by ${runId}; new changes wait`,
      next: `quarantine show ${runId}`,
    })),
    ...(unreadable === null
      ? []
      : [
          {
            about: "records" as const,
            text: `THE RECORDS OF ${running ?? "THE LAST RUN"} CANNOT BE READ: ${unreadable}`,
            next: "runs --check",
          },
        ]),
    ...(hold === null || running === null
      ? []
      : [
          {
            about: "freeze" as const,
            text: `${running} IS HELD BY A FREEZE: ${heldPlace(hold)} may not change until ${moment(Date.parse(hold.continuesAt))} (${duration(Date.parse(hold.continuesAt) - nowMs)}), because of ${hold.closedBy.map(({ window, reason }) => `${window} ("${reason}")`).join(" and ")}; then the run goes on by itself`,
            next: `lift ${running} --window ${hold.closedBy[0]?.window ?? "WINDOW"} --as PERSON`,
          },
        ]),
    ...(waiting.length === 0
      ? []
      : [
          {
            about: "queue" as const,
            text: `${waiting.length} ${waiting.length === 1 ? "change waits" : "changes wait"}${heldUp === null ? (running === null ? "" : ` for ${running}`) : ` because ${heldUp}, and ${waiting.length === 1 ? "begins by itself" : "begin by themselves"} afterwards`}: ${waiting.map(({ runId }) => runId).join(", ")}`,
            next: "runs",
          },
        ]),
  ];
}
