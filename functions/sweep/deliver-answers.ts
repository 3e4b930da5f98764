import { deliverDecision } from "../../lib/shared-use-cases/deliver-decision.ts";
import type { Concern } from "./concern.ts";

/** Delivers the result of a decided gate whose waiting execution may not have received it. */
export const deliverAnswers: Concern = async (ports) => {
  const unanswered = await ports.records.unanswered();
  for (const gate of unanswered) await deliverDecision(ports, gate);
  return { answered: unanswered.length };
};
