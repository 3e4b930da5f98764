/** Publishes the metrics that alarm the operators. */
export interface Alarms {
  divergences(count: number): Promise<void>;
}
