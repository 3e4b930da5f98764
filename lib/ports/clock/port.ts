/** The time, and the only way to wait. */
export interface Clock {
  nowMs(): number;
  pause(ms: number): Promise<void>;
}
