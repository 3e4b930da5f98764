import type { Entry } from "../../lib/domain/records/entry.ts";
import type { Lease } from "../../lib/domain/run/lease.ts";
import type { TaskPorts } from "../../lib/tasks/tasks.ts";
import type { Concern } from "./concern.ts";

const minuteMs = 60_000;

/**
 * Measures what needs a person: for how long production has been closed without a run that would open it, work stopped, a
 * gate undecided beyond its escalation, a run silent that waits for nobody, and a question about an environment unanswered.
 * Each in minutes, 0 if it is not so.
 */
export const measure: Concern = async (ports, lease) => {
  const nowMs = ports.clock.nowMs();
  const minutesSince = (sinceMs: number) => Math.max(0, Math.floor((nowMs - sinceMs) / minuteMs));
  const closed = lease.runId === null ? await ports.records.lastIngress() : null;
  const { openedAtMs, overdueAtMs, lastEntryAtMs, askingSinceMs } = await underWay(ports, lease);
  return {
    gauges: {
      closedMinutes: closed?.ingress.state === "closed" ? minutesSince(Date.parse(closed.ingress.since)) : 0,
      stoppedMinutes: lease.stopped === null ? 0 : minutesSince(lease.stopped.atMs),
      waitingMinutes: openedAtMs === null ? 0 : minutesSince(openedAtMs),
      overdueMinutes: overdueAtMs === null ? 0 : minutesSince(overdueAtMs),
      idleMinutes: lastEntryAtMs === null ? 0 : minutesSince(lastEntryAtMs),
      unansweredMinutes: askingSinceMs === null ? 0 : minutesSince(askingSinceMs),
    },
  };
};

/**
 * Since when the run that has the lease waits for people, since when it should not, when it recorded something last, and since
 * when the checks that it asks now have had no answer.
 */
async function underWay(
  { records }: TaskPorts<"sweep">,
  { runId }: Lease,
): Promise<{
  readonly openedAtMs: number | null;
  readonly overdueAtMs: number | null;
  readonly lastEntryAtMs: number | null;
  readonly askingSinceMs: number | null;
}> {
  const none = { openedAtMs: null, overdueAtMs: null, lastEntryAtMs: null, askingSinceMs: null };
  if (runId === null) return none;
  const open = (await records.gatesOf(runId)).find(({ state }) => state === "open") ?? null;
  if (open !== null)
    return {
      ...none,
      openedAtMs: open.openedAtMs,
      overdueAtMs: open.escalation?.atMs ?? open.remindAtMs,
    };
  const { entries } = await records.read(runId);
  const atMs = (entry: Entry | undefined) => (entry === undefined ? null : Date.parse(entry.at));
  const answered = entries.findLastIndex(({ action }) => action !== "await-checks");
  return { ...none, lastEntryAtMs: atMs(entries.at(-1)), askingSinceMs: atMs(entries[answered + 1]) };
}
