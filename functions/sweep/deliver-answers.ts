import { deliverDecision } from "../../lib/shared-use-cases/deliver-decision.ts";
import type { Concern } from "./concern.ts";

/** A gate that was decided, and whose waiting execution may not have heard of it. */
export const deliverAnswers: Concern = async (ports) => {
  const unanswered = await ports.records.unanswered();
  for (const gate of unanswered) await deliverDecision(ports, gate);
  return { answered: unanswered.length };
};
