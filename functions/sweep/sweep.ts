import { gates } from "../../lib/domain/environment.ts";
import type { Lease } from "../../lib/ports.ts";
import { deliverDecision } from "../../lib/protocols/deliver-decision.ts";
import { startNextRun, startRun } from "../../lib/protocols/start-next-run.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks.ts";
import { sendNotices } from "./send-notices.ts";

type Sweep = TaskPorts<"sweep">;

/**
 * Finds from outside what no catch branch sees, every minute: a gate whose time is over or whose people must be told
 * again, a decision whose answer was not delivered, an execution that ended without a verdict, a change that waits for nobody. Each is a no-op the second time.
 */
export const sweep =
  (ports: Sweep) =>
  async (_: TaskInput<"sweep">): Promise<TaskAnswer<"sweep">> => {
    const { records } = ports;
    const lease = await records.lease();
    const expired = lease.runId === null ? 0 : await expireGates(ports, lease.runId);
    const { told, undelivered } =
      lease.runId === null ? { told: 0, undelivered: 0 } : await sendNotices(ports, lease.runId);
    const unanswered = await records.unanswered();
    for (const gate of unanswered) await deliverDecision(ports, gate);
    const recovered = lease.runId === null ? null : await recover(ports, lease, lease.runId);
    const started = lease.runId === null ? await startNextRun(ports, await records.waiting()) : null;
    return {
      recovered: recovered === null ? [] : [recovered],
      answered: unanswered.length,
      expired,
      told,
      undelivered,
      started: started === null ? [] : [started],
    };
  };

/** An open gate whose time is over is a no, by the clock. */
async function expireGates({ records, clock }: Sweep, runId: string): Promise<number> {
  const nowMs = clock.nowMs();
  let expired = 0;
  for (const gate of gates) {
    const item = await records.gate(runId, gate);
    if (item?.state === "open" && item.expiresAtMs <= nowMs && (await records.expire(item, nowMs)))
      expired += 1;
  }
  return expired;
}

/** The same machine for the same run under the next epoch: a second execution can only roll back. */
async function recover(ports: Sweep, { executionArn, epoch }: Lease, runId: string): Promise<string | null> {
  const { records, executions } = ports;
  const status = executionArn === null ? "GONE" : await executions.status(executionArn);
  if (status === "RUNNING") return null;
  const { entries } = await records.read(runId);
  // Claimed, and killed before its execution was started: nothing has happened yet, so it begins now.
  if (status === "GONE" && entries.length === 0) {
    await startRun(ports, runId);
    return runId;
  }
  const name = `${runId}-recovery-${epoch + 1}`;
  await records.takeOver(runId, epoch + 1, executions.arnOf(name));
  await executions.start(name, { runId, epoch: epoch + 1 });
  return runId;
}
