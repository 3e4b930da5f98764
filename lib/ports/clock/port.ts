/** Time, and the only way to let some pass. */
export interface Clock {
  nowMs(): number;
  pause(ms: number): Promise<void>;
}
