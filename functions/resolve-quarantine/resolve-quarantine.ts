import type { Looked } from "../../lib/domain/rollback/candidates.ts";
import { isClean, lookForResidual } from "../../lib/shared-use-cases/residual/look-for-residual.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks.ts";

const mostNamed = 50;

/**
 * Ends the quarantine of a run: what its rollback may have left is looked for again, now, and only if nothing is left the
 * quarantine ends, with who says so and why in the control plane's own chain. Of what no describe call can tell about, and
 * of nothing else, a person's word is taken that it is gone. The sealed run stays as it is.
 */
export const resolveQuarantine =
  (ports: TaskPorts<"resolve-quarantine">) =>
  async ({
    runId,
    environment,
    by,
    reason,
    seenGone,
  }: TaskInput<"resolve-quarantine">): Promise<TaskAnswer<"resolve-quarantine">> => {
    const { records } = ports;
    const open = await records.quarantines();
    if (!open.some((one) => one.runId === runId && one.environment === environment))
      return { outcome: "not-quarantined", left: [] };
    const { looked, kept } = await lookForResidual(ports, await records.read(runId), environment);
    const byWord = looked.filter(({ is, id }) => is === "unproven" && seenGone.includes(id));
    const left = looked.filter((one) => !byWord.includes(one));
    if (!isClean({ looked: left })) return { outcome: "something-left", left: wordsFor(left) };
    const resolved = await records.resolveQuarantine(runId, by, reason, {
      resources: looked.length,
      kept: [...kept],
      seenGone: byWord.map(({ type, id }) => `${type} ${id}`),
    });
    return { outcome: resolved ? "resolved" : "not-quarantined", left: [] };
  };

const wordsFor = (looked: readonly Looked[]): string[] =>
  looked
    .filter(({ is }) => is === "present" || is === "going" || is === "unproven")
    .slice(0, mostNamed)
    .map(({ type, id, is, how }) => `${type} ${id}: ${is} (${how})`);
