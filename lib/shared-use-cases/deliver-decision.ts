import type { Callbacks } from "../ports/callbacks/port.ts";
import type { GateItem, Records } from "../ports/records/port.ts";

/**
 * Tells the waiting execution that its gate is settled. What was decided is not in the answer: the next state reads it.
 * A token that was answered before, or whose execution is gone, counts as delivered.
 */
export async function deliverDecision(
  { records, callbacks }: { records: Records; callbacks: Callbacks },
  gate: GateItem,
): Promise<void> {
  await callbacks.answer(gate);
  await records.markAnswered(gate);
}
