import type { GateItem } from "../../domain/gate/gate-item.ts";

/** The way to wake an execution that waits at a gate. */
export interface Callbacks {
  /** Opens the sealed token and answers it; false if the gate had been answered or its execution is gone. */
  answer(gate: Pick<GateItem, "runId" | "gate" | "sealedToken">): Promise<boolean>;
}
