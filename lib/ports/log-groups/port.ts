/** The log groups that services make by themselves, outside every stack. Interlock deletes only those whose owner it deleted. */
export interface LogGroups {
  /**
   * Deletes a log group with its events. Null if it is gone, also if it was gone before; otherwise why CloudWatch Logs does not
   * delete it, in words. Throws Throttled after a transient error.
   */
  remove(logGroup: string): Promise<string | null>;
}
