/** The content of an environment's buckets. Only what the plan destroys is emptied. */
export interface Buckets {
  /** Whether there is nothing in it, in no version; also when there is no such bucket. */
  isEmpty(bucket: string): Promise<boolean>;
  /** Removes objects, old versions and delete markers, as many as there is time for. */
  empty(bucket: string): Promise<{ readonly removed: number; readonly isEmpty: boolean }>;
}
