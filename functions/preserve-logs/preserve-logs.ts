import { stepsInOrder } from "../../lib/domain/change/manifest.ts";
import { fewAtATime } from "../../lib/domain/few-at-a-time.ts";
import { impliedLogGroups } from "../../lib/domain/rollback/implied.ts";
import { hasChanged } from "../../lib/domain/run/effects.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import type { Work } from "../../lib/ports/records/port.ts";
import { keepLog } from "../../lib/shared-use-cases/keep-log.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks/tasks.ts";

/**
 * Preserves production's logs before a rollback deletes anything that writes to them (21.03 section 6.4). It reads every
 * log group of every stack, those included that the rollback deletes, and those that services made by themselves for what the stacks
 * hold. It keeps the newest events since this run first changed production next to the changes, by digest. The groups of the part
 * logging stay, because the plan keeps it, and so does what services made.
 */
export const preserveLogs =
  (ports: TaskPorts<"preserve-logs">) =>
  async ({ runId, epoch }: TaskInput<"preserve-logs">): Promise<TaskAnswer<"preserve-logs">> => {
    const { records, changes, stackReader, logs } = ports;
    const run = await records.read(runId);
    if (!hasChanged(run.entries, "production")) return { readable: true };
    const work: Work = { runId, epoch, actor: "preserve-logs" };
    const change = await changes.change(openedWith(runId, run.entries).changeDigest);
    const resources = await fewAtATime(stepsInOrder(change, "production", "everything"), ({ stackName }) =>
      stackReader.resources(stackName),
    );
    const all = resources.flat();
    const made = await logs.named("production", impliedLogGroups(all));
    const declared = all.filter(({ type }) => type === "AWS::Logs::LogGroup").map(({ id }) => id);
    const logGroups = [...new Set([...declared, ...made.map(({ name }) => name)])];
    const first = run.entries.find(
      ({ kind, detail }) => kind === "intent" && detail.environment === "production",
    );
    const sinceMs = Date.parse(first?.at ?? "");
    const read = await fewAtATime(logGroups, async (logGroup) => {
      const kept = await keepLog(ports, "production", logGroup, sinceMs);
      return kept === null ? [] : [{ logGroup, ...kept }];
    });
    const exports = read.flat();
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
