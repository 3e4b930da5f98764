import type { Gate } from "../domain/gates.ts";
import type { Plan } from "./schema.ts";

/** Who is asked at a gate, and how it is decided. */
export type GateRule = Plan["gates"][Gate];

/**
 * The rule of a gate. The control plane's settings say who locks a plan; a draft's own approvers for that do not
 * count.
 */
export const gateRule = (plan: Plan, gate: Gate, platformOwner: string): GateRule =>
  gate === "plan-approval"
    ? { ...plan.gates[gate], approvers: [platformOwner], quorum: 1 }
    : plan.gates[gate];
