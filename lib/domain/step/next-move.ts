import type { Digest } from "../canonical.ts";
import type { FactOf, provisionedAs } from "../records/facts.ts";
import { changeSetStandingOf } from "./change-set.ts";
import type { ObservedStack } from "./stack.ts";
import { standingOf } from "./stack-status.ts";

/** What is wanted of a step. */
export type Wanted = {
  /** The digest that its stack is observed with when it stands as wanted. */
  readonly digest: Digest;
  /** Whether the plan keeps its part when the environment is rolled back: then nobody else's deletion is finished. */
  readonly kept: boolean;
};

/** This run's last intent for the step. */
export type AttemptedProvision = Pick<
  FactOf<"provision-step", "intent">["detail"],
  "operation" | "token" | "changeSet" | "fromDigest"
>;

/** The one thing to do next to bring a step to what is wanted. */
export type Move =
  | { readonly do: "create" }
  | { readonly do: "prepare" }
  /** Executes the change set that was prepared, or, when CloudFormation found nothing to change, updates without one. */
  | { readonly do: "update"; readonly by: "change-set" | "request" }
  | { readonly do: "delete-leftover" }
  /** Makes CloudFormation finish undoing an earlier update that it could not undo: such a stack can be updated no more. */
  | { readonly do: "continue-rollback" }
  | { readonly do: "wait" }
  | { readonly do: "finish"; readonly result: (typeof provisionedAs)[number] }
  | { readonly do: "fail"; readonly reason: string }
  | { readonly do: "stop"; readonly reason: string };

/** Why nothing is built on a stack that moved under our hands: manual changes are forbidden (21.03 section 2). */
export const changedMeanwhile = "somebody else changed the stack since its change set was prepared";

/**
 * What to do next for a step. An end state that carries our token is the result of what we attempted; any other end
 * state is where we start from. `stop` means that nobody may guess: quarantine. docs/moves.md is made from it.
 */
export function nextMove(
  observed: ObservedStack,
  wanted: Wanted,
  attempted: AttemptedProvision | null,
): Move {
  const { status, reason } = observed;
  const ours = attempted !== null && observed.tokens[0] === attempted.token;
  switch (standingOf(status)) {
    case "absent":
      if (attempted?.operation === "prepare" || attempted?.operation === "update")
        return { do: "fail", reason: "somebody else deleted the stack since its change set was prepared" };
      // Also when a worker died between its intent and its effect, and when CloudFormation is done with a leftover.
      return { do: "create" };
    case "busy":
      return { do: "wait" };
    case "settled":
      return ours ? resultOf(observed, wanted, attempted) : fromHere(observed, wanted, attempted);
    case "restored":
      // What an earlier update had left wedged is where we start from, also after our own help.
      return ours && attempted.operation !== "continue-rollback"
        ? { do: "fail", reason }
        : fromHere(observed, wanted, attempted);
    case "leftover":
      if (ours) return { do: "fail", reason };
      return status === "DELETE_FAILED" && wanted.kept
        ? {
            do: "stop",
            reason: `somebody's deletion of the stack failed, and the plan keeps its part: look at what is left of it (${reason})`,
          }
        : { do: "delete-leftover" };
    case "wedged":
      return attempted === null || (attempted.operation === "continue-rollback" && !ours)
        ? { do: "continue-rollback" }
        : { do: "fail", reason: `the stack is ${status}: ${reason}` };
    case "foreign":
      return { do: "stop", reason: `somebody imports into the stack (${status}): let it end, then look` };
    case "unknown":
      return { do: "stop", reason: `CloudFormation answers the unknown status ${status}` };
  }
}

/** What came of our own operation. */
function resultOf(
  { deployedDigest }: ObservedStack,
  { digest }: Wanted,
  { operation }: AttemptedProvision,
): Move {
  if (deployedDigest === digest)
    return { do: "finish", result: operation === "create" ? "created" : "updated" };
  return { do: "fail", reason: "the stack does not stand as wanted although its update completed" };
}

/** A stack that stands, and not by our last operation. */
function fromHere(
  { deployedDigest, changeSet, tokens }: ObservedStack,
  { digest }: Wanted,
  attempted: AttemptedProvision | null,
): Move {
  if (deployedDigest === digest) return { do: "finish", result: "untouched" };
  if (attempted?.operation !== "prepare" && attempted?.operation !== "update") return { do: "prepare" };
  if (attempted.fromDigest !== deployedDigest || tokens.includes(attempted.token))
    return { do: "fail", reason: changedMeanwhile };
  const isPrepared = attempted.operation === "update";
  if (isPrepared && attempted.changeSet === undefined) return { do: "update", by: "request" };
  const standing = changeSetStandingOf(changeSet);
  switch (standing) {
    case "making":
      return { do: "wait" };
    case "ready":
      return { do: "update", by: "change-set" };
    case "absent":
      // A worker died between its intent and its effect; a change set that was prepared is gone only by somebody else.
      return isPrepared ? { do: "fail", reason: changedMeanwhile } : { do: "prepare" };
    case "empty":
      return isPrepared ? { do: "fail", reason: changedMeanwhile } : { do: "update", by: "request" };
    case "refused":
      return { do: "fail", reason: changeSet?.reason ?? "" };
    case "taken":
      // Its execution does not show in the stack's events yet.
      return isPrepared ? { do: "wait" } : { do: "fail", reason: "somebody else executed the change set" };
    case "obsolete":
      return { do: "fail", reason: changedMeanwhile };
    case "unknown":
      return {
        do: "stop",
        reason: `CloudFormation answers the unknown change set status ${changeSet?.status}, ${changeSet?.executionStatus}`,
      };
  }
}
