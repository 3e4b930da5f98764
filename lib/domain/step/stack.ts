import type { Digest } from "../canonical.ts";
import type { ObservedChangeSet } from "./change-set.ts";

/** A stack as it is now. */
export type StandingStack = {
  /** CloudFormation's status; null if there is no stack with that name or id. */
  readonly status: string | null;
  readonly stackId: string | null;
  /** Digest of template, parameters and tags as deployed; null if the stack is absent. */
  readonly deployedDigest: Digest | null;
};

/** A step's stack as it is now, and the last operations on it. */
export type ObservedStack = StandingStack & {
  /** The ClientRequestTokens of the operations on the stack itself, from its events, newest first. */
  readonly tokens: readonly string[];
  /** The change set that the caller named; null if there is none with that name. */
  readonly changeSet: ObservedChangeSet | null;
  /** CloudFormation's reason for the last failure, from the stack's events. */
  readonly reason: string;
};
