/** The content of an environment's buckets. Interlock empties only buckets that the plan destroys. */
export interface Buckets {
  /** Whether the bucket has no object in any version. True if there is no such bucket. */
  isEmpty(bucket: string): Promise<boolean>;
  /** Removes objects, old versions and delete markers, as many as there is time for. */
  empty(bucket: string): Promise<{ readonly removed: number; readonly isEmpty: boolean }>;
}
