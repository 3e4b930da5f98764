import { canonicalJson } from "../../lib/domain/canonical.ts";
import { stepsInOrder } from "../../lib/domain/change/manifest.ts";
import type { Environment } from "../../lib/domain/environment.ts";
import { longestHoldMs, waitSeconds } from "../../lib/domain/freeze/patience.ts";
import { hasWindows, type Windows, windowsFor } from "../../lib/domain/freeze/window.ts";
import { readVerifyingKey } from "../../lib/domain/records/dsse.ts";
import { type FactOf, isFact } from "../../lib/domain/records/facts.ts";
import { consenting, type Lift, peopleToLift } from "../../lib/domain/records/lift.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import type { RunRecords, Work } from "../../lib/ports/records/port.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks/tasks.ts";

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

/** What people lifted of the windows that close the environment, with their consents verified. */
async function liftsOf({ records, verifyingKeys }: Ports, runId: string, environment: Environment) {
  const rows = (await records.lifts(runId)).filter((lift) => lift.environment === environment);
  if (rows.length === 0) return [];
  const key = readVerifyingKey(await verifyingKeys.operatorPem());
  return rows.flatMap((lift) => {
    const by = consenting(runId, lift, key);
    const people = lift.people.filter(({ person }) => by.includes(person));
    return by.length >= peopleToLift ? [{ ...lift, people }] : [];
  });
}

/** Enters what was lifted, once, and has it signed: the receipt covers every window that was lifted for the environment. */
async function enterLifts(ports: Ports, run: RunRecords, work: Work, lifts: readonly Lift[]) {
  const entered = run.entries.filter(isFact("lift-window", "decision"));
  const facts = lifts
    .filter(
      (lift) =>
        !entered.some(
          ({ detail }) => detail.window === lift.window && detail.environment === lift.environment,
        ),
    )
    .map(
      (lift): FactOf<"lift-window"> => ({
        action: "lift-window",
        kind: "decision",
        subject: lift.environment,
        detail: { ...lift, people: [...lift.people] },
      }),
    );
  const now = facts.length === 0 ? run : await ports.records.append(run, work, facts);
  const [first] = lifts;
  if (first === undefined || isSigned(now, first.environment)) return now;
  await ports.signer.sign(work, { statement: "window-lifted", about: first.environment });
  return ports.records.read(run.runId);
}

/** Whether the last lift of the environment has its receipt. */
const isSigned = ({ entries }: RunRecords, environment: Environment): boolean =>
  entries.findLastIndex(
    ({ action, detail }) =>
      action === "sign-receipt" && detail.statement === "window-lifted" && detail.about === environment,
  ) >
  entries.findLastIndex(
    ({ action, detail }) => action === "lift-window" && detail.environment === environment,
  );

async function look(
  ports: Ports,
  before: RunRecords,
  work: Work,
  place: Place,
  windows: Windows,
): Promise<Answer> {
  const { records, clock } = ports;
  const lifts = await liftsOf(ports, before.runId, place.environment);
  const run = await enterLifts(ports, before, work, lifts);
  const lifted = new Set(lifts.map(({ window }) => window));
  const nowMs = clock.nowMs();
  // The arithmetic of calendars is larger than all the rest that a start loads.
  const { closedBy, opensAtMs } = await import("../../lib/domain/freeze/closed.ts");
  const opensMs = opensAtMs(windows, nowMs, lifted);
  const leftMs = opensMs === null ? Number.POSITIVE_INFINITY : opensMs - nowMs;
  const outcome = leftMs === 0 ? "open" : leftMs > longestHoldMs ? "closed" : "frozen";
  const detail: Look["detail"] = {
    ...place,
    outcome,
    askedAt: new Date(nowMs).toISOString(),
    settings: windows.settings,
    closedBy: [...closedBy(windows, nowMs, lifted)],
    continuesAt: opensMs === null || leftMs === 0 ? null : new Date(opensMs).toISOString(),
    lifted: [...lifted],
  };
  const looks = looksAt(run, place);
  const last = looks.at(-1)?.detail;
  const isNew = last === undefined || !saysSame(last, detail);
  await records.append(run, work, isNew ? [factOf(place, detail)] : []);
  if (outcome !== "frozen") return { outcome, waitSeconds: 0 };
  const sinceMs = Date.parse(looks[0]?.at ?? detail.askedAt);
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
