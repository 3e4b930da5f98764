import type { Gate } from "../domain/gates.ts";
import type { Plan } from "./schema.ts";

/** Who is asked at a gate, and how it is settled. */
export type GateRule = Plan["gates"][Gate];

/**
 * The rule of a gate. Who locks a plan is a setting of the control plane: what a draft says of its own approvers counts
 * for nothing.
 */
export const gateRule = (plan: Plan, gate: Gate, platformOwner: string): GateRule =>
  gate === "plan-approval"
    ? { ...plan.gates[gate], approvers: [platformOwner], quorum: 1 }
    : plan.gates[gate];
