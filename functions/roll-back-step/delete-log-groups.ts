import type { Change } from "../../lib/domain/change/manifest.ts";
import type { Environment } from "../../lib/domain/environment.ts";
import type { Entry } from "../../lib/domain/records/entry.ts";
import { type Fact, type FactOf, isFact } from "../../lib/domain/records/facts.ts";
import { impliedLogGroups } from "../../lib/domain/rollback/implied.ts";
import type { Plan } from "../../lib/plan/schema.ts";
import type { MadeLogGroup } from "../../lib/ports/logs/port.ts";
import type { RunRecords, Work } from "../../lib/ports/records/port.ts";
import { type KeptLog, keepLog } from "../../lib/shared-use-cases/keep-log.ts";
import type { Patience } from "../../lib/shared-use-cases/patience.ts";
import { whatWent } from "../../lib/shared-use-cases/residual/what-went.ts";
import type { TaskAnswer, TaskPorts } from "../../lib/tasks/tasks.ts";

type Outcome = FactOf<"delete-log-group", "outcome">;

const secondMs = 1_000;
const longestWaitSeconds = 60;
const done = { outcome: "done", waitSeconds: 0 } as const;

/**
 * Deletes the log groups that services made by themselves, since this run began, for what its rollback deleted: they belong to no
 * stack, and nobody else deletes them. Their newest events are kept first. A group that was there before the run stays, and so do
 * those of what stands. It begins a quiet period after the last stack went, because lines that arrive late make a group again.
 */
export async function deleteLogGroups(
  ports: TaskPorts<"roll-back-step">,
  begun: RunRecords,
  work: Work,
  environment: Environment,
  { change, plan, patient }: { readonly change: Change; readonly plan: Plan; readonly patient: Patience },
): Promise<TaskAnswer<"roll-back-step">> {
  const { records, stacks, logs, logGroups, settings, clock } = ports;
  let run = begun;
  const { deleted, standing } = await whatWent(stacks, run, environment, change, plan);
  const stays = new Set(standing.filter(({ type }) => type === "AWS::Logs::LogGroup").map(({ id }) => id));
  const stillImplied = new Set(impliedLogGroups(standing));
  const names = impliedLogGroups(deleted).filter((name) => !stillImplied.has(name));
  if (names.length === 0) return done;
  const quietMs =
    settings.quietSeconds * secondMs - (clock.nowMs() - lastUndoneAtMs(run.entries, environment));
  if (quietMs > 0)
    return { outcome: "waiting", waitSeconds: Math.min(longestWaitSeconds, Math.ceil(quietMs / secondMs)) };

  const beganAtMs = Date.parse(run.entries[0]?.at ?? "");
  const made = (await logs.named(environment, names)).filter(
    ({ name, createdAtMs }) => createdAtMs >= beganAtMs && !stays.has(name),
  );
  const open = unanswered(run.entries, environment);
  let pending: readonly Fact[] = open
    .filter((logGroup) => !made.some(({ name }) => name === logGroup))
    .map((logGroup) => ended(environment, logGroup, null));
  let refused = false;
  for (const group of made) {
    if (!patient.hasTime()) {
      if (pending.length > 0) await records.append(run, work, pending);
      return { outcome: "waiting", waitSeconds: 1 };
    }
    const kept = await keepLog(ports, environment, group.name, beganAtMs);
    if (kept === null) {
      // It is listed a little longer than it is there.
      if (open.includes(group.name)) pending = [...pending, ended(environment, group.name, null)];
      continue;
    }
    run = await records.append(run, work, [...pending, intended(environment, group, kept)]);
    const reason = await logGroups.remove(group.name);
    refused ||= reason !== null;
    pending = [ended(environment, group.name, reason)];
  }
  if (pending.length > 0) await records.append(run, work, pending);
  return refused ? { outcome: "failed", waitSeconds: 0 } : done;
}

const intended = (environment: Environment, { name, createdAtMs }: MadeLogGroup, kept: KeptLog): Fact => ({
  action: "delete-log-group",
  kind: "intent",
  subject: environment,
  detail: { environment, logGroup: name, createdAt: new Date(createdAtMs).toISOString(), kept },
});

const ended = (environment: Environment, logGroup: string, refused: string | null): Outcome => ({
  action: "delete-log-group",
  kind: "outcome",
  subject: environment,
  detail: {
    environment,
    logGroup,
    result: refused === null ? "deleted" : "refused",
    reason: refused ?? "",
  },
});

/** When the last step of the environment was undone. */
const lastUndoneAtMs = (entries: readonly Entry[], environment: Environment): number =>
  Date.parse(
    entries
      .filter(isFact("roll-back-step", "outcome"))
      .findLast(({ detail }) => detail.environment === environment)?.at ?? "",
  );

/** The log groups whose deletion was begun, and of which nothing says what became of it. */
function unanswered(entries: readonly Entry[], environment: Environment): readonly string[] {
  const open = new Set<string>();
  for (const { action, kind, detail } of entries)
    if (action === "delete-log-group" && detail.environment === environment)
      if (kind === "intent") open.add(detail.logGroup);
      else open.delete(detail.logGroup);
  return [...open];
}
