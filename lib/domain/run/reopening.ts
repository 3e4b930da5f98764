import { type Fact, type FactOf, isFact } from "../records/facts.ts";
import type { ObservedStack } from "../step/stack.ts";
import { standingOf } from "../step/stack-status.ts";

/** Why a step can be gone although no operation deleted it: the reason of the outcome that says so. */
export const nothingStoodThere = "nothing stood there";

/** Whether this run closed a production that was open when it began. */
export function hasClosedProduction(facts: readonly Fact[]): boolean {
  const madeIt = facts.some(
    (fact) =>
      (isFact("provision-step", "intent")(fact) &&
        opens(fact.detail) &&
        fact.detail.baselineDigest === null) ||
      (isFact("provision-step", "outcome")(fact) &&
        fact.detail.part === "ingress" &&
        fact.detail.result === "created"),
  );
  return facts.some(
    (fact) =>
      (isFact("provision-step", "outcome")(fact) && fact.detail.result === "ingress-closed") ||
      // Under a plan that holds ingress, its rollback is the first to close it.
      (isFact("roll-back-step", "outcome")(fact) &&
        fact.detail.part === "ingress" &&
        fact.detail.result === "deleted" &&
        fact.detail.reason !== nothingStoodThere &&
        !madeIt),
  );
}

const opens = ({ part, operation }: FactOf<"provision-step", "intent">["detail"]): boolean =>
  part === "ingress" && operation === "create";

/** Whether the run has begun to open ingress again: from then on, its rollback is over. */
export const isReopening = (facts: readonly Fact[]): boolean =>
  facts.some(isFact("reopen-ingress", "intent"));

/** What came of opening ingress again: open only with every step of it. Null if it was not tried, or is not decided yet. */
export function reopeningOf(facts: readonly Fact[]): "open" | "closed" | "unknown" | null {
  const compared = facts.find(isFact("reopen-ingress", "observation"))?.detail;
  if (compared === undefined) return null;
  if (!compared.stands) return "closed";
  const outcomes = facts.filter(isFact("reopen-ingress", "outcome")).map(({ detail }) => detail);
  const worst = outcomes.find(({ result }) => result !== "open");
  if (worst !== undefined) return worst.result;
  const isOpen = (step: string) => outcomes.some((outcome) => outcome.step === step);
  return compared.steps.length > 0 && compared.steps.every(isOpen) ? "open" : null;
}

/** Whether opening ingress again was decided on, and ended halfway. */
export const isHalfReopened = (facts: readonly Fact[]): boolean =>
  facts.some(isFact("reopen-ingress", "observation")) && reopeningOf(facts) === null;

/** The one thing to do next to open the ingress of a step again. */
export type ReopeningMove =
  | { readonly do: "create" }
  | { readonly do: "wait" | "opened" }
  | { readonly do: "delete"; readonly reason: string }
  | { readonly do: "closed" | "stop"; readonly reason: string };

/** This run's last intent to open the step again, or to close it again. */
export type AttemptedReopening = Pick<
  FactOf<"reopen-ingress", "intent">["detail"],
  "operation" | "token" | "wantedDigest"
>;

/**
 * What to do next to open the ingress of a step again. What does not come up as it was released is closed again.
 * `stop`: someone else's stack stands there, or its state is unknown, so nothing is done. `isInTime`: what this run
 * began has not taken longer than the plan allows.
 */
export function nextReopening(
  { status, tokens, deployedDigest, reason }: ObservedStack,
  wantedDigest: string,
  attempted: AttemptedReopening | null,
  isInTime: boolean,
): ReopeningMove {
  const standing = standingOf(status);
  const isOurs = attempted !== null && tokens[0] === attempted.token;
  if (attempted?.operation === "delete") {
    if (standing === "absent") return { do: "closed", reason };
    if (standing === "busy") return { do: "wait" };
    return isOurs
      ? { do: "stop", reason: `it could not be closed again: ${reason}` }
      : { do: "delete", reason };
  }
  const tooLate = "it took longer than the plan allows a step";
  if (standing === "absent") return isInTime ? { do: "create" } : { do: "closed", reason: tooLate };
  if (standing === "busy" && (isInTime || !isOurs)) return { do: "wait" };
  if (!isOurs)
    return { do: "stop", reason: `a stack of that name stands there that this run did not open (${status})` };
  if (standing === "busy") return { do: "delete", reason: tooLate };
  if (standing === "settled")
    return deployedDigest === wantedDigest
      ? { do: "opened" }
      : { do: "delete", reason: "it does not stand as it was released" };
  return { do: "delete", reason };
}

/**
 * What a way in is, without the names that AWS gives it anew each time: "listener TCP 443", "route to 0.0.0.0/0".
 * Identifiers are words like `igw-0a1b2c3d` (EC2 user guide, resource IDs).
 */
const wayOf = (exposed: string): string =>
  exposed
    .replace(/ (of|by) \S+/g, "")
    .replace(/\b[a-z]+-[0-9a-f]{8,17}\b/g, "")
    .replace(/\b\d+\.\d+\.\d+\.\d+(?![\d/])/g, "")
    .replace(/ +/g, " ")
    .trim();

/** The kinds of ways in, each once, in order. */
export const waysIn = (exposed: readonly string[]): readonly string[] =>
  [...new Set(exposed.map(wayOf))].sort();
