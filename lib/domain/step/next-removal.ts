import type { RemovedStep } from "../records/removed-step.ts";
import type { ObservedStack } from "./stack.ts";
import { standingOf, whyNotGuessed } from "./stack-status.ts";

/** This run's last intent to remove the step. */
export type AttemptedRemoval = { readonly token: string; readonly attempt: number };

/** The one thing to do next to remove a step that the change no longer has. */
export type RemovalMove =
  | { readonly do: "remove"; readonly attempt: number }
  | { readonly do: "wait" }
  | { readonly do: "finish"; readonly result: "removed" | "untouched" }
  | { readonly do: "fail"; readonly reason: string }
  | { readonly do: "stop"; readonly reason: string };

/** Why a step is not removed whose stack was deleted and made again by someone else since the run was opened. */
export const anotherStack = "another stack has the name of the one that was to be removed";

/** Deletions often fail because something is not released yet, such as a network interface. */
const mostDeletions = 3;

/**
 * What to do next to remove a step. Only the stack that the first entry names is removed, and only while it is as it was then.
 * A deletion that CloudFormation gave up on is tried again; one that it cancelled, because another stack imports from this one,
 * is a failure. `stop`: guessing is not safe, so the run is quarantined. docs/moves.md is generated from it.
 */
export function nextRemoval(
  { status, stackId, deployedDigest, tokens, reason }: ObservedStack,
  announced: Pick<RemovedStep, "stackId" | "deployedDigest">,
  attempted: AttemptedRemoval | null,
): RemovalMove {
  const standing = standingOf(status);
  const ours = attempted !== null && tokens[0] === attempted.token;
  if (standing === "absent") return { do: "finish", result: attempted === null ? "untouched" : "removed" };
  if (stackId !== announced.stackId) return { do: "fail", reason: anotherStack };
  switch (standing) {
    case "busy":
      return { do: "wait" };
    case "settled":
    case "restored":
      if (ours) return { do: "fail", reason };
      return deployedDigest === announced.deployedDigest
        ? { do: "remove", attempt: attempted?.attempt ?? 1 }
        : { do: "fail", reason: "someone else changed the stack since the run was opened" };
    case "leftover":
      if (!ours) return { do: "fail", reason: `the stack is ${status}: ${reason}` };
      return attempted.attempt < mostDeletions
        ? { do: "remove", attempt: attempted.attempt + 1 }
        : { do: "fail", reason };
    case "wedged":
      return { do: "fail", reason: `the stack is ${status}: ${reason}` };
    case "foreign":
    case "unknown":
      return { do: "stop", reason: whyNotGuessed(standing, status) };
  }
}
