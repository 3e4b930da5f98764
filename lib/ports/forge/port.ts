import type { CommitOutcome } from "../../domain/run/commit-outcome.ts";

/** Where a repository is kept, and where its people look at a commit. */
export interface Forge {
  /**
   * Makes the commit's page say this: it looks at what the page says, and writes only what differs. Shown twice, it is the same.
   * An answer that may pass is Throttled; a repository that is gone NotFound; a credential that is refused SettingMissing.
   * @returns elsewhere if the settings let Interlock write on no page of that repository.
   */
  show(outcome: CommitOutcome): Promise<"shown" | "elsewhere">;
}
