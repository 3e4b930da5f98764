/** The branches of the watched repository. It only looks. */
export interface Branches {
  /**
   * The commit that a branch of CodeCommit points to now; null if there is no such branch. NotFound if the repository is gone,
   * Throttled after a transient error.
   */
  headOf(repository: string, branch: string): Promise<string | null>;
}
