import { digestOf } from "../../lib/domain/canonical.ts";
import { operationPayload } from "../../lib/domain/records/operation.ts";
import { isLeft, type Looked } from "../../lib/domain/rollback/candidates.ts";
import { isClean, lookForResidual } from "../../lib/shared-use-cases/residual/look-for-residual.ts";
import { signedEnvelope } from "../../lib/shared-use-cases/signed-envelope.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks/tasks.ts";

const mostNamed = 50;

/**
 * Ends the quarantine of a run. It looks again for everything that the rollback may have left, and ends the
 * quarantine only if nothing is left. The control plane's own chain then records who resolved it and why. A
 * person's word is accepted only for resources that no call can describe. The sealed run does not change.
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
    const { records, operatorKey, ids, clock } = ports;
    const open = await records.quarantines();
    if (!open.some((one) => one.runId === runId && one.environment === environment))
      return { outcome: "not-quarantined", left: [] };
    const { looked, kept } = await lookForResidual(ports, await records.read(runId), environment);
    const byWord = looked.filter(({ is, id }) => is === "unproven" && seenGone.includes(id));
    const left = looked.filter((one) => !byWord.includes(one));
    if (!isClean({ looked: left })) return { outcome: "something-left", left: wordsFor(left) };
    const found = {
      resources: looked.length,
      kept: [...kept],
      seenGone: byWord.map(({ type, id }) => `${type} ${id}`),
    };
    const payload = operationPayload({
      operation: "resolve-quarantine",
      by,
      subject: runId,
      detailDigest: digestOf({ reason, looked: found }),
      salt: ids.salt(),
      at: new Date(clock.nowMs()).toISOString(),
    });
    const envelope = await signedEnvelope(operatorKey, payload);
    const resolved = await records.resolveQuarantine(runId, by, reason, found, envelope);
    return { outcome: resolved ? "resolved" : "not-quarantined", left: [] };
  };

const wordsFor = (looked: readonly Looked[]): string[] =>
  looked
    .filter(isLeft)
    .slice(0, mostNamed)
    .map(({ type, id, is, how }) => `${type} ${id}: ${is} (${how})`);
