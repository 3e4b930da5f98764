import type { Environment } from "../environment.ts";
import { gateState } from "../gate/gate-state.ts";
import { gates } from "../gates.ts";
import { type Fact, isFact } from "../records/facts.ts";
import { hasChanged, lastAnswers } from "./effects.ts";
import { environmentToRollBack } from "./environment-to-roll-back.ts";
import { hasBegunRollback } from "./rollback-so-far.ts";

/** Every way in which a run can end. */
export const verdicts = [
  "SUCCEEDED",
  "REFUSED",
  "REJECTED",
  "ROLLED_BACK",
  "ABORTED",
  "QUARANTINED",
] as const;

/**
 * How a run ended. REFUSED never started, because its change can't be carried out. The rollback of REJECTED, ROLLED_BACK and
 * ABORTED is proved; that of QUARANTINED is not.
 */
export type Verdict = (typeof verdicts)[number];

/** The verdict of a run that ends with these entries: a pure function of them, so anyone can compute it again. */
export function verdictOf(facts: readonly Fact[]): Verdict {
  if (isReleased(facts)) return "SUCCEEDED";
  const environment = environmentToRollBack(facts);
  if (environment !== null && !isRollbackProved(facts, environment)) return "QUARANTINED";
  if (facts.some((fact) => fact.action === "refuse-run" && fact.detail.verdict === "REFUSED"))
    return "REFUSED";
  if (gates.some((gate) => ["rejected", "expired"].includes(gateState(facts, gate) ?? ""))) return "REJECTED";
  if (facts.some((fact) => fact.action === "recover-run")) return "ABORTED";
  return "ROLLED_BACK";
}

/**
 * Whether production was confirmed with its ingress open, and nothing was undone. What a rollback undoes is not released by an
 * answer that was still under way when it began.
 */
function isReleased(facts: readonly Fact[]): boolean {
  if (hasBegunRollback(facts)) return false;
  const last = lastAnswers(facts, "production");
  return last !== null && last.scope === "everything" && last.held;
}

/**
 * Whether the last proof came after the last effect and found nothing. A staging rollback must also have left development
 * as it was. A production rollback must also have read back that nothing of it can be reached and that its logs can be
 * read. Opening ingress again comes after the proof, and is an act of its own.
 */
export function isRollbackProved(facts: readonly Fact[], environment: Environment): boolean {
  const proof = facts.findLastIndex(
    (fact) => fact.action === "prove-rollback" && fact.detail.environment === environment,
  );
  const fact = facts[proof];
  if (fact?.action !== "prove-rollback" || !fact.detail.proved) return false;
  const touchedAfter = facts
    .slice(proof)
    .some(({ action, kind }) => kind === "intent" && action !== "reopen-ingress");
  return !touchedAfter && alsoProved[environment](facts);
}

/** What else a rollback must have proved, by environment (21.03 sections 5.4 and 6.4). */
const alsoProved: Readonly<Record<Environment, (facts: readonly Fact[]) => boolean>> = {
  development: () => true,
  staging: (facts) => facts.some((fact) => fact.action === "confirm-preserved" && fact.detail.same),
  production: (facts) => {
    // Change sets that were made and never executed are withdrawn; nothing else of production was touched.
    if (!hasChanged(facts, "production")) return true;
    const closed = facts.findLast(isFact("confirm-closed", "observation"));
    const logs = facts.findLast(isFact("preserve-logs", "outcome"));
    return closed?.detail.closed === true && logs?.detail.readable === true;
  },
};
