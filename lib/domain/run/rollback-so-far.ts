import type { Environment } from "../environment.ts";
import { type Fact, isFact } from "../records/facts.ts";

/** Whether this run has begun to roll an environment back. From then on it only undoes: it provisions and validates nothing. */
export const hasBegunRollback = (facts: readonly Fact[]): boolean =>
  facts.some(({ action }) => action === "begin-rollback");

/** How the rollback of one environment has gone so far: `unproved` if its last proof found something; null if it never began. */
export function rollbackSoFar(
  facts: readonly Fact[],
  environment: Environment,
): "under-way" | "proved" | "unproved" | null {
  const begun = facts.findLastIndex(
    (fact) => fact.action === "begin-rollback" && fact.detail.environment === environment,
  );
  if (begun < 0) return null;
  const proof = facts
    .slice(begun)
    .filter(isFact("prove-rollback", "observation"))
    .findLast(({ detail }) => detail.environment === environment);
  if (proof === undefined) return "under-way";
  return proof.detail.proved ? "proved" : "unproved";
}
