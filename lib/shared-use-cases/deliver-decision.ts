import type { GateItem } from "../domain/gate/gate-item.ts";
import type { Callbacks } from "../ports/callbacks/port.ts";
import type { Records } from "../ports/records/port.ts";

/**
 * Notifies the waiting execution that its gate is settled. The notification does not hold the decision; the next
 * state reads it. A token that was already answered, or whose execution is gone, counts as delivered.
 */
export async function deliverDecision(
  { records, callbacks }: { records: Records; callbacks: Callbacks },
  gate: GateItem,
): Promise<void> {
  await callbacks.answer(gate);
  await records.markAnswered(gate);
}
