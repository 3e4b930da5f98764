import type { AlarmAnswer, FunctionAnswer, HttpAnswer } from "../../domain/check/team-answers.ts";
import type { ResourceId } from "../stack-reader/port.ts";

/** Asks what a team's own checks ask. Nothing here changes an environment, and every answer comes within its time. */
export interface TeamChecks {
  /**
   * Gets an address, without following where it leads. An address that is not public is not asked: an output is a text of the
   * team's, and the function that asks has credentials.
   */
  get(url: string, withinMs: number): Promise<HttpAnswer>;
  /** The state of an alarm; null if there is none. Throws Throttled after a transient error. */
  alarm(alarm: ResourceId): Promise<AlarmAnswer | null>;
  /** Invokes a function of the environment with `event`. A function that is denied, gone, or hangs is silent. */
  invoke(
    teamFunction: ResourceId,
    event: Readonly<Record<string, string>>,
    withinMs: number,
  ): Promise<FunctionAnswer>;
}

/** What `get` does: it is the network's, so a test has its own. */
export type Get = TeamChecks["get"];
