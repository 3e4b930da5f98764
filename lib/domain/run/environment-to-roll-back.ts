import { type Environment, environments } from "../environment.ts";
import { isPast } from "../gate/gate-state.ts";
import { gateRows, gates } from "../gates.ts";
import { type Fact, isFact } from "../records/facts.ts";
import { hasEffect, wasValidated } from "./effects.ts";

/**
 * The environment to roll back if the run stops here without success; null if there is none. A validated
 * environment that the run has gone past stays (21.03 sections 5.4 and 6.4 undo only their own phase). A rollback
 * that has begun must be finished, whatever was decided before it.
 */
export function environmentToRollBack(facts: readonly Fact[]): Environment | null {
  const begun = facts.findLast(isFact("begin-rollback", "observation"));
  if (begun !== undefined && hasEffect(facts, begun.detail.environment)) return begun.detail.environment;
  for (const environment of environments.toReversed()) {
    if (isAccepted(facts, environment)) return null;
    if (hasEffect(facts, environment)) return environment;
  }
  return null;
}

/** Whether the environment stays if a later one fails: its gates have passed, or development was validated. */
function isAccepted(facts: readonly Fact[], environment: Environment): boolean {
  if (environment === "development") return wasValidated(facts, environment);
  const accepting = gates.filter((gate) => gateRows[gate].accepts === environment);
  return accepting.length > 0 && accepting.every((gate) => isPast(facts, gate));
}
