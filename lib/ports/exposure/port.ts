/** Reads what can be reached from the internet in networks. */
export interface Exposure {
  /** Routes, listeners, open security groups and public addresses, each in words; empty when nothing can be reached. */
  of(networks: readonly string[]): Promise<readonly string[]>;
}
