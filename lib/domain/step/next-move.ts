import type { Digest } from "../canonical.ts";
import type { provisionedAs } from "../records/facts.ts";
import { standingOf } from "./stack-status.ts";

/** How a stack stands. */
export type StandingStack = {
  /** CloudFormation's status, or null when there is no stack of that name or id. */
  readonly status: string | null;
  readonly stackId: string | null;
  /** Digest of template, parameters and tags as deployed; null when absent. */
  readonly deployedDigest: Digest | null;
};

/** What was seen of a step's stack just now, and of what was done to it last. */
export type ObservedStack = StandingStack & {
  /** The ClientRequestToken of the last operation on the stack itself, from its events. */
  readonly lastToken: string | null;
  /** CloudFormation's reason for the last failure, from the stack's events. */
  readonly reason: string;
};

/** This run's last intent for the step. */
export type AttemptedProvision = {
  readonly operation: "create" | "update" | "delete-leftover" | "close-ingress";
  readonly token: string;
};

/** The one thing to do next to bring a step to what is wanted. */
export type Move =
  | { readonly do: "create" }
  | { readonly do: "update" }
  | { readonly do: "delete-leftover" }
  | { readonly do: "wait" }
  | { readonly do: "finish"; readonly result: (typeof provisionedAs)[number] }
  | { readonly do: "fail"; readonly reason: string }
  | { readonly do: "stop"; readonly reason: string };

/**
 * What to do next for a step that is wanted as `wantedDigest`. An end state that carries our token is the result of what
 * we attempted; any other end state is where we start from. `stop` means that nobody may guess: quarantine.
 */
export function nextMove(
  observed: ObservedStack,
  wantedDigest: Digest,
  attempted: AttemptedProvision | null,
): Move {
  const ours = attempted !== null && observed.lastToken === attempted.token;
  const asWanted = observed.deployedDigest === wantedDigest;
  switch (standingOf(observed.status)) {
    case "absent":
      // Also when a worker died between its intent and its effect, and when CloudFormation is done with a leftover.
      return { do: "create" };
    case "busy":
      return { do: "wait" };
    case "settled":
      if (ours && asWanted)
        return { do: "finish", result: attempted.operation === "create" ? "created" : "updated" };
      if (ours)
        return { do: "fail", reason: "the stack does not stand as wanted although its update completed" };
      return asWanted ? { do: "finish", result: "untouched" } : { do: "update" };
    case "restored":
      if (ours) return { do: "fail", reason: observed.reason };
      return asWanted ? { do: "finish", result: "untouched" } : { do: "update" };
    case "leftover":
      return ours ? { do: "fail", reason: observed.reason } : { do: "delete-leftover" };
    case "wedged":
      return { do: "fail", reason: `the stack is ${observed.status}: ${observed.reason}` };
    case "foreign":
      return {
        do: "stop",
        reason: `somebody imports into the stack (${observed.status}): let it end, then look`,
      };
    case "unknown":
      return { do: "stop", reason: `CloudFormation answers the unknown status ${observed.status}` };
  }
}
