import type { Gate } from "../../../lib/domain/gates.ts";
import { type Established, gainedBy } from "./facts.ts";
import { type Meaning, sayingOf } from "./meaning.ts";

/**
 * What a run does when everything goes well, from 21.03 sections 4 to 6 and 9. This second copy of the order is
 * deliberate: the definitions are compared with it, and the order of the gates is read from it, not from lib/domain/gates.ts,
 * so that a wrong row of that table is a finding.
 */
export const plan: readonly Meaning[] = [
  { is: "open" },
  { is: "read", gate: "plan-approval" },
  { is: "windows", environment: "development", scope: "everything" },
  { is: "publication", environment: "development", scope: "everything" },
  { is: "effect", environment: "development", scope: "everything" },
  { is: "validation", environment: "development", scope: "everything" },
  { is: "windows", environment: "staging", scope: "everything" },
  { is: "validation", environment: "development", scope: "everything" },
  { is: "publication", environment: "staging", scope: "everything" },
  { is: "effect", environment: "staging", scope: "everything" },
  { is: "validation", environment: "staging", scope: "everything" },
  { is: "read", gate: "staging-sign-off" },
  { is: "read", gate: "change-record" },
  { is: "windows", environment: "production", scope: "all-but-ingress" },
  { is: "validation", environment: "staging", scope: "everything" },
  { is: "publication", environment: "production", scope: "all-but-ingress" },
  { is: "effect", environment: "production", scope: "all-but-ingress" },
  { is: "validation", environment: "production", scope: "all-but-ingress" },
  { is: "read", gate: "production-release" },
  { is: "windows", environment: "production", scope: "ingress" },
  { is: "validation", environment: "production", scope: "all-but-ingress" },
  { is: "effect", environment: "production", scope: "ingress" },
  { is: "validation", environment: "production", scope: "everything" },
  { is: "close" },
];

const sayings = plan.map(sayingOf);
const readingOf = (gate: Gate): number => sayings.indexOf(sayingOf({ is: "read", gate }));

/** The gates that the plan reads, in its order. */
export const plannedGates: readonly Gate[] = plan.flatMap((meaning) =>
  meaning.is === "read" ? [meaning.gate] : [],
);

/** What a gate asks about: what the plan establishes just before it. */
export const askedAbout = (gate: Gate): readonly Established[] => {
  const before = plan[readingOf(gate) - 1];
  return before === undefined ? [] : gainedBy(before, new Set());
};

/** Whether the plan has such a task behind the gate. One that it does not have at all comes behind every gate. */
export const comesAfter = (gate: Gate, meaning: Meaning): boolean => {
  const index = sayings.indexOf(sayingOf(meaning));
  return index < 0 || index > readingOf(gate);
};
