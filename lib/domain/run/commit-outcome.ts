import type { Progress } from "./progress.ts";
import type { Verdict } from "./verdict.ts";

/** How far a change has come as a whole: it waits for its turn, is at work, or has ended. */
export type CommitState = "queued" | "in-progress" | Verdict | "SUPERSEDED";

/** What the page of a commit says of its run. Nothing in it is a secret, and every text that is not ours is escaped. */
export type CommitOutcome = {
  readonly application: string;
  readonly runId: string;
  /** Host, owner and name, as the claim has it. */
  readonly repository: string;
  readonly commit: string;
  readonly attempt: number;
  readonly state: CommitState;
  readonly environments: Progress;
  /** One line of plain text. */
  readonly title: string;
  /** Markdown: what happened, and where to look. */
  readonly summary: string;
  /** Markdown: the effects, step by step. */
  readonly effects: string;
  /** The page of the run, for people who may see it. */
  readonly page: string;
};
