import { canonicalJson } from "../../lib/domain/canonical.ts";
import { stepsInOrder } from "../../lib/domain/change/manifest.ts";
import type { FactOf } from "../../lib/domain/records/facts.ts";
import { hasChanged } from "../../lib/domain/run/effects.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import type { Work } from "../../lib/ports/records/port.ts";
import { fewAtATime } from "../../lib/shared-use-cases/few-at-a-time.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks.ts";

/** A writer's clock may be ahead of ours. */
const clockSkewMs = 60_000;

type Exports = NonNullable<FactOf<"preserve-logs">["detail"]["exports"]>;

/**
 * Preserves production's logs before a rollback deletes anything that writes to them (21.03 section 6.4). It reads every
 * log group of every stack, those included that the rollback deletes, and keeps the newest events since this run first
 * changed production next to the changes, by digest. The groups of the part logging stay, because the plan keeps it.
 */
export const preserveLogs =
  (ports: TaskPorts<"preserve-logs">) =>
  async ({ runId, epoch }: TaskInput<"preserve-logs">): Promise<TaskAnswer<"preserve-logs">> => {
    const { records, changes, stackReader } = ports;
    const run = await records.read(runId);
    if (!hasChanged(run.entries, "production")) return { readable: true };
    const work: Work = { runId, epoch, actor: "preserve-logs" };
    const change = await changes.change(openedWith(runId, run.entries).changeDigest);
    const resources = await fewAtATime(stepsInOrder(change, "production", "everything"), ({ stackName }) =>
      stackReader.resources(stackName),
    );
    const logGroups = resources
      .flat()
      .filter(({ type }) => type === "AWS::Logs::LogGroup")
      .map(({ id }) => id);
    const first = run.entries.find(
      ({ kind, detail }) => kind === "intent" && detail.environment === "production",
    );
    const sinceMs = Date.parse(first?.at ?? run.entries[0]?.at ?? "");
    const read = await fewAtATime(logGroups, (group) => exportOf(ports, group, sinceMs));
    const exports = read.filter((one) => one !== null);
    const readable = exports.length === logGroups.length;
    await records.append(run, work, [
      {
        action: "preserve-logs",
        kind: "outcome",
        subject: "production/logging",
        detail: { environment: "production", logGroups, readable, exports },
      },
    ]);
    return { readable };
  };

/** Keeps what a log group received since then; null if the group cannot be read. */
async function exportOf(
  { changes, logs, clock }: TaskPorts<"preserve-logs">,
  logGroup: string,
  sinceMs: number,
): Promise<Exports[number] | null> {
  const read = await logs.read("production", logGroup, sinceMs, clock.nowMs() + clockSkewMs);
  if (read === null) return null;
  const { events, complete } = read;
  const digest = events.length === 0 ? null : await changes.keep(canonicalJson(events));
  return { logGroup, events: events.length, complete, digest };
}
