import { canonicalJson } from "../../lib/domain/canonical.ts";
import { stepsInOrder } from "../../lib/domain/change/manifest.ts";
import { closedBy, opensAtMs } from "../../lib/domain/freeze/closed.ts";
import { longestHoldMs } from "../../lib/domain/freeze/findings.ts";
import { waitSeconds } from "../../lib/domain/freeze/patience.ts";
import { hasWindows, type Windows, windowsFor } from "../../lib/domain/freeze/window.ts";
import { type FactOf, isFact } from "../../lib/domain/records/facts.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import type { RunRecords, Work } from "../../lib/ports/records/port.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks.ts";

type Ports = TaskPorts<"read-windows">;
type Answer = TaskAnswer<"read-windows">;
type Place = Pick<TaskInput<"read-windows">, "environment" | "scope">;
type Look = FactOf<"read-windows">;

const open: Answer = { outcome: "open", waitSeconds: 0 };

/**
 * Whether freeze windows of the plan or the settings hold the run before an environment's first effect, or before its ingress
 * opens. The answer `open` stands for the rest of the run: a window that begins later holds the next environment. Nothing is
 * recorded where no window concerns the environment, or where nothing of it is to be changed.
 * @throws LeaseLost if another execution has taken the run over, WorkStopped while work is stopped.
 */
export const readWindows =
  (ports: Ports) =>
  async ({ runId, epoch, environment, scope }: TaskInput<"read-windows">): Promise<Answer> => {
    const { records, changes, settings } = ports;
    const run = await records.read(runId);
    const work: Work = { runId, epoch, actor: "read-windows" };
    const { planDigest, changeDigest } = openedWith(runId, run.entries);
    const plan = await changes.plan(planDigest);
    const windows = windowsFor(environment, {
      plan: plan.freezeWindows,
      settings: settings.freezeWindows,
    });
    if (!hasWindows(windows)) return open;
    const looks = looksAt(run, { environment, scope });
    if (looks.at(-1)?.detail.outcome === "open") return open;
    const change = await changes.change(changeDigest);
    if (stepsInOrder(change, environment, scope).length === 0) return open;
    return look(ports, run, work, { environment, scope }, windows);
  };

/** What was recorded of this environment and scope before, oldest first. */
const looksAt = ({ entries }: RunRecords, { environment, scope }: Place) =>
  entries
    .filter(isFact("read-windows", "observation"))
    .filter(({ detail }) => detail.environment === environment && detail.scope === scope);

async function look(
  { records, clock }: Ports,
  run: RunRecords,
  work: Work,
  place: Place,
  windows: Windows,
): Promise<Answer> {
  const nowMs = clock.nowMs();
  const opensMs = opensAtMs(windows, nowMs);
  const leftMs = opensMs === null ? Number.POSITIVE_INFINITY : opensMs - nowMs;
  const outcome = leftMs === 0 ? "open" : leftMs > longestHoldMs ? "closed" : "frozen";
  const detail: Look["detail"] = {
    ...place,
    outcome,
    askedAt: new Date(nowMs).toISOString(),
    settings: windows.settings,
    closedBy: [...closedBy(windows, nowMs)],
    continuesAt: opensMs === null || leftMs === 0 ? null : new Date(opensMs).toISOString(),
    lifted: [],
  };
  const before = looksAt(run, place);
  const last = before.at(-1)?.detail;
  const isNew = last === undefined || !saysSame(last, detail);
  await records.append(run, work, isNew ? [factOf(place, detail)] : []);
  if (outcome !== "frozen") return { outcome, waitSeconds: 0 };
  const sinceMs = Date.parse(before[0]?.at ?? detail.askedAt);
  return { outcome, waitSeconds: waitSeconds(nowMs - sinceMs, leftMs) };
}

const factOf = ({ environment, scope }: Place, detail: Look["detail"]): Look => ({
  action: "read-windows",
  kind: "observation",
  subject: scope === "ingress" ? `${environment}/ingress` : environment,
  detail,
});

/** A look that says nothing new is not recorded: a freeze of weeks is read hundreds of times. */
const saysSame = (one: Look["detail"], other: Look["detail"]): boolean =>
  one.outcome === other.outcome &&
  one.continuesAt === other.continuesAt &&
  canonicalJson(one.closedBy) === canonicalJson(other.closedBy);
