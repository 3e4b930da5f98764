import type { Digest } from "../canonical.ts";
import type { FactOf } from "../records/facts.ts";
import { nothingStoodThere } from "../run/reopening.ts";
import { changeSetStandingOf } from "../step/change-set.ts";
import type { ObservedStack } from "../step/stack.ts";
import { standingOf, whyNotGuessed } from "../step/stack-status.ts";

/**
 * How a step is undone. What this run created is deleted, what it updated is restored to its baseline, what the
 * plan keeps stays if it exists, and what was not changed stays as it was found. `owners`: the tokens of this run's
 * own operations. A stack that none of them made is not touched; null means that its origin does not matter.
 * `mayStillCome`: an effect of this run was not seen and may still arrive. `isInTime`: what this run began has not
 * taken longer than the plan allows. `rests`: the last deletion was asked for a short while ago.
 */
export type Undoing = {
  readonly owners: readonly string[] | null;
  readonly mayStillCome: boolean;
  readonly isInTime: boolean;
  readonly rests?: true;
} /** `released`: the digest that the stack is observed with once nothing of it would stay behind; null if nothing would. */ & (
  | { readonly to: "absent"; readonly released: Digest | null }
  | { readonly to: "kept"; readonly reason: string }
  /** `recreates`: this run removed the stack, so it is made again. */
  | { readonly to: "baseline"; readonly digest: Digest; readonly recreates: boolean }
  | { readonly to: "found" }
);

/** This run's last rollback intent for the step. */
export type AttemptedRollback = Pick<
  FactOf<"roll-back-step", "intent">["detail"],
  "operation" | "token" | "attempt" | "changeSet"
>;

/** The one thing to do next to undo a step. */
export type RollbackMove =
  /** Updates a stack that this run created, so that nothing that it would retain stays behind when it is deleted. */
  | { readonly do: "release" }
  | { readonly do: "delete" }
  /** Deletes the change set that this run prepared, so that a worker that wakes up late cannot execute it. */
  | { readonly do: "withdraw" }
  | { readonly do: "prepare" }
  | { readonly do: "restore"; readonly by: "change-set" | "request" }
  /** Makes a stack again that this run removed, from what it deployed. */
  | { readonly do: "recreate" }
  | { readonly do: "cancel-update" }
  | { readonly do: "continue-rollback" }
  | { readonly do: "wait" }
  | {
      readonly do: "finish";
      readonly result: "deleted" | "restored" | "kept" | "untouched";
      readonly reason: string;
    }
  | { readonly do: "fail"; readonly reason: string }
  | { readonly do: "stop"; readonly reason: string };

/**
 * Deletions often fail because something is not released yet: a network interface, a bucket that was just emptied.
 */
const mostDeletions = 4;

const finish = (result: Extract<RollbackMove, { do: "finish" }>["result"], reason = ""): RollbackMove => ({
  do: "finish",
  result,
  reason,
});

/**
 * What to do next to undo a step. `stop`: guessing is not safe, so the run is quarantined. docs/moves.md is
 * generated from it.
 */
export function nextRollbackMove(
  observed: ObservedStack,
  undoing: Undoing,
  attempted: AttemptedRollback | null,
): RollbackMove {
  const { status } = observed;
  const standing = standingOf(status);
  if (standing === "busy") return whileBusy(observed, undoing, attempted);
  if (undoing.to === "found") return finish("untouched");
  switch (standing) {
    case "foreign":
    case "unknown":
      return { do: "stop", reason: whyNotGuessed(standing, status) };
    case "absent":
      if (undoing.mayStillCome) return { do: "wait" };
      if (undoing.to === "baseline")
        return undoing.recreates
          ? { do: "recreate" }
          : { do: "fail", reason: "the stack to be restored is gone" };
      return finish("deleted", attempted === null ? nothingStoodThere : "");
    case "settled":
    case "restored":
      if (undoing.to === "baseline") return restore(observed, undoing, attempted);
      if (!isOwned(observed, undoing.owners)) return { do: "stop", reason: notOurs };
      if (undoing.to === "kept") return finish("kept", undoing.reason);
      return release(observed, undoing, attempted) ?? remove(observed, undoing, attempted);
    case "wedged":
      if (!isOwned(observed, undoing.owners)) return { do: "stop", reason: notOurs };
      if (undoing.to === "absent") return remove(observed, undoing, attempted);
      return attempted?.operation === "continue-rollback" && observed.tokens[0] === attempted.token
        ? { do: "fail", reason: observed.reason }
        : { do: "continue-rollback" };
    case "leftover":
      if (attempted?.operation === "recreate" && observed.tokens[0] === attempted.token)
        return { do: "fail", reason: observed.reason };
      if (undoing.to === "baseline")
        // A removal that CloudFormation gave up on is finished first, because half a stack cannot be updated.
        return undoing.recreates && isOwned(observed, undoing.owners)
          ? remove(observed, undoing, attempted)
          : {
              do: "fail",
              reason: `someone tried to delete the stack to be restored: ${observed.reason}`,
            };
      if (undoing.to === "kept" && status === "DELETE_FAILED")
        return {
          do: "stop",
          reason: `the plan keeps it, and someone's deletion of it failed: ${observed.reason}`,
        };
      return remove(observed, undoing, attempted);
  }
}

const isHeldByExport = (reason: string): boolean => /export .*in use/i.test(reason);

const notOurs = "someone else's operation made the stack of that name: this run may not undo it";

const isOwned = ({ tokens }: ObservedStack, owners: readonly string[] | null): boolean =>
  owners === null || tokens.some((token) => owners.includes(token));

/**
 * What to do during an operation. An update of ours is cancelled. A creation of ours may finish: CloudFormation
 * itself waits for what it is creating before it can delete it, and a half-created stack may leave resources that
 * no event named. A creation that takes longer than the plan allows is deleted all the same. Every other operation
 * ends by itself.
 */
function whileBusy(
  observed: ObservedStack,
  { to, owners, isInTime }: Undoing,
  attempted: AttemptedRollback | null,
): RollbackMove {
  const mine = attempted === null && owners?.includes(observed.tokens[0] ?? "") === true;
  const isHanging = observed.status === "CREATE_IN_PROGRESS" && !isInTime;
  if (mine && to === "absent" && isHanging) return { do: "delete" };
  if (mine && to === "baseline" && observed.status === "UPDATE_IN_PROGRESS") return { do: "cancel-update" };
  return { do: "wait" };
}

/**
 * How a stack is deleted. While a creation of ours may still arrive, nothing is deleted, so that none follows the
 * deletion.
 */
function remove(
  { tokens, reason }: ObservedStack,
  { mayStillCome, rests }: Undoing,
  attempted: AttemptedRollback | null,
): RollbackMove {
  if (mayStillCome) return { do: "wait" };
  // CloudFormation does not delete a stack whose export another stack imports. The stack then stays as it was, with the
  // reason (aws-cdk#604), and asking again would not help.
  if (attempted?.operation === "delete" && isHeldByExport(reason)) return { do: "fail", reason };
  const failed = attempted?.operation === "delete" && tokens[0] === attempted.token;
  if (failed && attempted.attempt >= mostDeletions) return { do: "fail", reason };
  return failed && rests ? { do: "wait" } : { do: "delete" };
}

/**
 * How a stack that would leave something behind is made ready for its deletion; null if it is. A release that CloudFormation
 * refuses fails: what stays behind would be left without a word.
 */
function release(
  { deployedDigest, tokens, reason }: ObservedStack,
  undoing: Extract<Undoing, { to: "absent" }>,
  attempted: AttemptedRollback | null,
): RollbackMove | null {
  const { released, mayStillCome } = undoing;
  if (released === null || deployedDigest === released) return null;
  if (mayStillCome) return { do: "wait" };
  return attempted?.operation === "release" && tokens[0] === attempted.token
    ? { do: "fail", reason }
    : { do: "release" };
}

/** How an existing stack is restored. If only the run's own change set was seen, that is deleted first. */
function restore(
  observed: ObservedStack,
  { digest, owners, mayStillCome }: Extract<Undoing, { to: "baseline" }>,
  attempted: AttemptedRollback | null,
): RollbackMove {
  const { deployedDigest, tokens, changeSet, reason } = observed;
  const touched = isOwned(observed, owners);
  const standing = changeSetStandingOf(changeSet);
  if (attempted?.operation === "recreate")
    return deployedDigest === digest
      ? finish("restored")
      : { do: "fail", reason: "the stack is not as it was although it was made again" };
  if (attempted?.operation === "prepare" || attempted?.operation === "restore") {
    if (deployedDigest === digest) return finish("restored");
    if (tokens.includes(attempted.token)) return { do: "fail", reason };
    const isPrepared = attempted.operation === "restore";
    if (isPrepared && attempted.changeSet === undefined) return { do: "restore", by: "request" };
    switch (standing) {
      case "making":
        return { do: "wait" };
      case "ready":
        return { do: "restore", by: "change-set" };
      case "empty":
        return { do: "restore", by: "request" };
      case "absent":
        return isPrepared ? { do: "fail", reason: changedMeanwhile } : { do: "prepare" };
      case "taken":
        return isPrepared ? { do: "wait" } : { do: "fail", reason: changedMeanwhile };
      case "refused":
        return { do: "fail", reason: changeSet?.reason ?? "" };
      case "obsolete":
        return { do: "fail", reason: changedMeanwhile };
    }
  }
  if (standing === "unknown")
    return {
      do: "stop",
      reason: `CloudFormation answers the unknown change set status ${changeSet?.status}, ${changeSet?.executionStatus}`,
    };
  if (standing === "taken" && !touched) return { do: "wait" };
  if (standing !== "absent" && standing !== "taken") return { do: "withdraw" };
  if (mayStillCome) return { do: "wait" };
  if (deployedDigest === digest) return finish(touched ? "restored" : "untouched");
  return touched
    ? { do: "prepare" }
    : {
        do: "stop",
        reason: "something other than this run changed the stack: it is not what this run found",
      };
}

const changedMeanwhile = "someone else changed the stack while it was restored";
