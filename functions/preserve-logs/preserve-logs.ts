import { stepsInOrder } from "../../lib/domain/change/manifest.ts";
import { hasEffect } from "../../lib/domain/run/obligation.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import type { Work } from "../../lib/ports.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks.ts";

/**
 * Reads back that production's log groups are still there before anything that wrote to them is taken down (21.03
 * section 6.4). They stay in any case: the plan keeps logging.
 */
export const preserveLogs =
  ({ records, changes, stackReader, inspector }: TaskPorts<"preserve-logs">) =>
  async ({ runId, epoch }: TaskInput<"preserve-logs">): Promise<TaskAnswer<"preserve-logs">> => {
    const run = await records.read(runId);
    if (!hasEffect(run.entries, "production")) return { readable: true };
    const work: Work = { runId, epoch, actor: "preserve-logs" };
    const change = await changes.change(openedWith(runId, run.entries).changeDigest);
    const stacks = stepsInOrder(change, "production", "all-but-ingress").filter(
      ({ part }) => part === "logging",
    );
    const resources = await Promise.all(stacks.map(({ stackName }) => stackReader.resources(stackName)));
    const groups = resources.flat().filter(({ type }) => type === "AWS::Logs::LogGroup");
    const seen = await Promise.all(groups.map((group) => inspector.inspect(group)));
    const readable = seen.every((inspected) => inspected !== null && inspected !== undefined);
    await records.append(run, work, [
      {
        action: "preserve-logs",
        kind: "outcome",
        subject: "production/logging",
        detail: { environment: "production", logGroups: groups.map(({ id }) => id), readable },
      },
    ]);
    return { readable };
  };
