import type { Environment, Gate, Scope } from "../environment.ts";
import type { StatementKind } from "../records/dsse.ts";

/** A receipt by what it states. */
export type NeededReceipt = { readonly statement: StatementKind; readonly about: Environment | Gate };

const validated = (about: Environment): NeededReceipt => ({ statement: "validated", about });
const passed = (about: Gate): NeededReceipt => ({ statement: "gate-passed", about });

/** What must be signed before the first effect in an environment (21.03 sections 5.1, 6.1, 6.3 and 9). */
export function prerequisitesOf(environment: Environment, scope: Scope): readonly NeededReceipt[] {
  if (environment === "development") return [passed("plan-approval")];
  if (environment === "staging") return [passed("plan-approval"), validated("development")];
  const production = [validated("staging"), passed("staging-sign-off"), passed("change-record")];
  return scope === "all-but-ingress"
    ? production
    : [...production, validated("production"), passed("production-release")];
}
