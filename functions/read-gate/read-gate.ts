import { unknownAnswer } from "../../lib/domain/errors.ts";
import { gateState } from "../../lib/domain/run/obligation.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import type { Work } from "../../lib/ports.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks.ts";

/**
 * What became of a gate, read from the entries: whatever answered the task token is not believed. A passed gate gets its
 * receipt, and the Platform Owner's approval locks the plan; a plan that is locked already needs no second approval.
 * @throws UnknownAnswer if the state machine was woken while the gate is still open: the run is rolled back, not guessed on.
 */
export const readGate =
  ({ records, signer }: TaskPorts<"read-gate">) =>
  async ({ runId, epoch, gate }: TaskInput<"read-gate">): Promise<TaskAnswer<"read-gate">> => {
    const work: Work = { runId, epoch, actor: "read-gate" };
    const { entries } = await records.read(runId);
    const { documentId, planDigest } = openedWith(runId, entries);
    const isLocked = gate === "plan-approval" && (await records.lockedPlan(documentId)) === planDigest;
    const decision = isLocked ? "approved" : gateState(entries, gate);
    if (decision === null || decision === "open")
      throw unknownAnswer(
        `the gate ${gate} of ${runId} is ${decision ?? "not opened"}, yet its waiting was ended: nobody decided`,
      );
    if (decision !== "approved") return { decision };
    const signed = entries.some((entry) => entry.action === "sign-receipt" && entry.detail.about === gate);
    if (!signed) await signer.sign(work, { statement: "gate-passed", about: gate });
    if (gate === "plan-approval" && !isLocked) await records.lockPlan(documentId, planDigest, runId);
    return { decision };
  };
