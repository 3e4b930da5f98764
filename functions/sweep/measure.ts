import { gates } from "../../lib/domain/gates.ts";
import type { Lease } from "../../lib/ports/records/port.ts";
import type { TaskPorts } from "../../lib/tasks.ts";
import type { Concern } from "./concern.ts";

const minuteMs = 60_000;

/**
 * Measures what needs a person: for how long production has been closed without a run that would open it, work stopped, a
 * gate undecided beyond its escalation, and a run silent that waits for nobody. Each in minutes, 0 if it is not so.
 */
export const measure: Concern = async (ports, lease) => {
  const nowMs = ports.clock.nowMs();
  const minutesSince = (sinceMs: number) => Math.max(0, Math.floor((nowMs - sinceMs) / minuteMs));
  const closed = lease.runId === null ? await ports.records.lastIngress() : null;
  const { openedAtMs, overdueAtMs, lastEntryAtMs } = await underWay(ports, lease);
  return {
    gauges: {
      closedMinutes: closed?.ingress.state === "closed" ? minutesSince(Date.parse(closed.ingress.since)) : 0,
      stoppedMinutes: lease.stopped === null ? 0 : minutesSince(lease.stopped.atMs),
      waitingMinutes: openedAtMs === null ? 0 : minutesSince(openedAtMs),
      overdueMinutes: overdueAtMs === null ? 0 : minutesSince(overdueAtMs),
      idleMinutes: openedAtMs !== null || lastEntryAtMs === null ? 0 : minutesSince(lastEntryAtMs),
    },
  };
};

/** Since when the run that has the lease waits for people, since when it should not, and when it recorded something last. */
async function underWay(
  { records }: TaskPorts<"sweep">,
  { runId }: Lease,
): Promise<{
  readonly openedAtMs: number | null;
  readonly overdueAtMs: number | null;
  readonly lastEntryAtMs: number | null;
}> {
  if (runId === null) return { openedAtMs: null, overdueAtMs: null, lastEntryAtMs: null };
  const found = await Promise.all(gates.map((gate) => records.gate(runId, gate)));
  const open = found.find((item) => item?.state === "open") ?? null;
  if (open !== null)
    return {
      openedAtMs: open.openedAtMs,
      overdueAtMs: open.escalation?.atMs ?? open.remindAtMs,
      lastEntryAtMs: null,
    };
  const last = (await records.read(runId)).entries.at(-1);
  return {
    openedAtMs: null,
    overdueAtMs: null,
    lastEntryAtMs: last === undefined ? null : Date.parse(last.at),
  };
}
