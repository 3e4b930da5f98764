import type { Digest } from "../canonical.ts";
import type { FactOf, provisionedAs } from "../records/facts.ts";
import { changeSetStandingOf } from "./change-set.ts";
import type { ObservedStack } from "./stack.ts";
import { standingOf, whyNotGuessed } from "./stack-status.ts";

/** The wanted state of a step. */
export type Wanted = {
  /** The digest that its stack is observed with once it is as wanted. */
  readonly digest: Digest;
  /**
   * Whether the plan keeps its part when the environment is rolled back. If so, Interlock never finishes someone
   * else's deletion.
   */
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
  /** Executes the prepared change set, or updates without one if CloudFormation found nothing to change. */
  | { readonly do: "update"; readonly by: "change-set" | "request" }
  | { readonly do: "delete-leftover" }
  /**
   * Makes CloudFormation finish undoing an earlier update that it could not undo. Until then the stack cannot be
   * updated.
   */
  | { readonly do: "continue-rollback" }
  | { readonly do: "wait" }
  | { readonly do: "finish"; readonly result: (typeof provisionedAs)[number] }
  | { readonly do: "fail"; readonly reason: string }
  | { readonly do: "stop"; readonly reason: string };

/** Why Interlock builds nothing on a stack that someone else changed: 21.03 section 2 forbids manual changes. */
export const changedMeanwhile = "someone else changed the stack since its change set was prepared";

/**
 * What to do next for a step. An end state that carries our token is the result of our attempt; any other end state
 * is where we start from. `stop`: guessing is not safe, so the run is quarantined. docs/moves.md is generated from
 * it.
 */
export function nextMove(
  observed: ObservedStack,
  wanted: Wanted,
  attempted: AttemptedProvision | null,
): Move {
  const { status, reason } = observed;
  const ours = attempted !== null && observed.tokens[0] === attempted.token;
  const standing = standingOf(status);
  switch (standing) {
    case "absent":
      if (attempted?.operation === "prepare" || attempted?.operation === "update")
        return { do: "fail", reason: "someone else deleted the stack since its change set was prepared" };
      // Also if a worker stopped between its intent and its effect, and if CloudFormation has finished deleting a
      // leftover.
      return { do: "create" };
    case "busy":
      return { do: "wait" };
    case "settled":
      return ours ? resultOf(observed, wanted, attempted) : fromHere(observed, wanted, attempted);
    case "restored":
      // An earlier update that is wedged is where we start from, even after our own continue-rollback.
      return ours && attempted.operation !== "continue-rollback"
        ? { do: "fail", reason }
        : fromHere(observed, wanted, attempted);
    case "leftover":
      if (ours) return { do: "fail", reason };
      return status === "DELETE_FAILED" && wanted.kept
        ? {
            do: "stop",
            reason: `someone's deletion of the stack failed, and the plan keeps its part: look at what is left of it (${reason})`,
          }
        : { do: "delete-leftover" };
    case "wedged":
      return attempted === null || (attempted.operation === "continue-rollback" && !ours)
        ? { do: "continue-rollback" }
        : { do: "fail", reason: `the stack is ${status}: ${reason}` };
    case "foreign":
    case "unknown":
      return { do: "stop", reason: whyNotGuessed(standing, status) };
  }
}

/** The result of our own operation. */
function resultOf(
  { deployedDigest }: ObservedStack,
  { digest }: Wanted,
  { operation }: AttemptedProvision,
): Move {
  if (deployedDigest === digest)
    return { do: "finish", result: operation === "create" ? "created" : "updated" };
  return { do: "fail", reason: "the stack is not as wanted although its update completed" };
}

/** The next move from an existing stack that our last operation did not make. */
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
      // A worker stopped between its intent and its effect. A prepared change set disappears only if someone else
      // deletes it.
      return isPrepared ? { do: "fail", reason: changedMeanwhile } : { do: "prepare" };
    case "empty":
      return isPrepared ? { do: "fail", reason: changedMeanwhile } : { do: "update", by: "request" };
    case "refused":
      return { do: "fail", reason: changeSet?.reason ?? "" };
    case "taken":
      // The stack's events do not show its execution yet.
      return isPrepared ? { do: "wait" } : { do: "fail", reason: "someone else executed the change set" };
    case "obsolete":
      return { do: "fail", reason: changedMeanwhile };
    case "unknown":
      return {
        do: "stop",
        reason: `CloudFormation answers the unknown change set status ${changeSet?.status}, ${changeSet?.executionStatus}`,
      };
  }
}
