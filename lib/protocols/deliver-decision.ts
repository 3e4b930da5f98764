import type { Executions, GateItem, Records } from "../ports.ts";

/**
 * Tells the waiting execution that its gate is settled. What was decided is not in the answer: the next state reads it.
 * A token that was answered before, or whose execution is gone, counts as delivered.
 */
export async function deliverDecision(
  { records, executions }: { records: Records; executions: Executions },
  gate: GateItem,
): Promise<void> {
  await executions.answer(gate.taskToken);
  await records.markAnswered(gate);
}
