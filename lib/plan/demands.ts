import type { Demands } from "../domain/change/rules/candidate.ts";
import type { Environment } from "../domain/environment.ts";
import { asAnnounced } from "../resources/checks.ts";
import { environmentOf, letter, type Plan } from "./schema.ts";

/** What a plan demands of every change. */
export function demandsOf(plan: Plan): Demands {
  const of = (name: Environment): Demands["environments"][Environment] => {
    const { clause, parts, checks, rollback } = environmentOf(plan, name);
    // Plan approval comes once for each plan, not for each change; the change record precedes every change of production.
    return {
      clause,
      parts,
      destroys: rollback.policy === "destroy",
      keeps: rollback.keep,
      isGated: name === "production",
      exposureCheck: checks.some(({ id }) => id === asAnnounced) ? asAnnounced : null,
      asks: checks.flatMap(({ id, asks, mayBeUnasked }) =>
        asks === undefined || mayBeUnasked === true ? [] : [{ id, asks }],
      ),
    };
  };
  const isLetter = plan.documentId === letter;
  return {
    documentId: plan.documentId,
    environments: { development: of("development"), staging: of("staging"), production: of("production") },
    mutableReferences: isLetter ? "refused" : "bound",
    keptResources: isLetter ? "refused" : "announced",
    unnamedParts: isLetter ? "refused" : "told by types",
  };
}
