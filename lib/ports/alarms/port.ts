/** Tells operators that something is not as it must be. */
export interface Alarms {
  divergences(count: number): Promise<void>;
}
