/** The content of an environment's buckets. Interlock empties only buckets that the plan destroys. */
export interface Buckets {
  /**
   * Whether the bucket has no object in any version. True if there is no such bucket; false if nobody may look, and emptying
   * it then says why.
   */
  isEmpty(bucket: string): Promise<boolean>;
  /**
   * Removes objects, old versions and delete markers, as many as there is time for. `refused`: why S3 does not remove one of
   * them, such as a legal hold or a policy; null if it removes all.
   */
  empty(
    bucket: string,
  ): Promise<{ readonly removed: number; readonly isEmpty: boolean; readonly refused: string | null }>;
}
