/** Reads what is reachable from the internet in a network. */
export interface Exposure {
  /** Routes, listeners, open security groups and public addresses, each in words; empty if nothing is reachable. */
  exposedIn(networks: readonly string[]): Promise<readonly string[]>;
}
