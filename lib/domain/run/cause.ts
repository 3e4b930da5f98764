import { type Fact, isFact } from "../records/facts.ts";

/** Why a run is being rolled back, in words, from its last entry that says so. */
export function causeOf(facts: readonly Fact[]): string {
  for (const fact of facts.toReversed()) {
    if (fact.action === "recover-run") return fact.detail.cause;
    if (fact.action === "refuse-run") return fact.detail.reason;
    if (fact.action === "expire-gate") return fact.detail.reason ?? `${fact.detail.gate} expired`;
    if (fact.action === "decide-gate" && fact.detail.decision === "reject")
      return `${fact.detail.approver} rejected ${fact.detail.gate}: ${fact.detail.reason}`;
    if (fact.action === "validate-environment" && !fact.detail.held)
      return `${fact.detail.environment} was not valid: ${fact.detail.readings
        .filter(({ answer }) => answer === "broken" || answer === "unobservable")
        .map(({ check, fact: about, resource, saw }) => `${check}, ${about} of ${resource}: ${saw}`)
        .join("; ")}`;
    if (isFact("publish-asset", "outcome")(fact) && fact.detail.result === "refused")
      return `${fact.detail.environment}: ${fact.detail.reason}`;
    if (isFact("provision-step", "outcome")(fact) && ["failed", "unknown"].includes(fact.detail.result))
      return `${fact.subject} ${fact.detail.result}: ${fact.detail.reason}`;
  }
  return 'a state of the execution failed: "interlock logs RUN" says why';
}
