import { type Fact, isFact } from "../../lib/domain/records/facts.ts";

/** What the records say of a step: its intents by their operations, its outcomes by their results. */
export const factsAbout = (entries: readonly Fact[], subject: string) =>
  entries.flatMap((fact) => {
    if (fact.subject !== subject) return [];
    if (isFact("provision-step", "intent")(fact) || isFact("roll-back-step", "intent")(fact))
      return [`intent ${fact.detail.operation}`];
    return isFact("provision-step", "outcome")(fact) || isFact("roll-back-step", "outcome")(fact)
      ? [fact.detail.result]
      : [];
  });
