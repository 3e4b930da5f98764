/** Reads what in a network can be reached from the internet. */
export interface Exposure {
  /** Routes, listeners, open security groups and public addresses, each in words; empty if nothing can be reached. */
  exposedIn(networks: readonly string[]): Promise<readonly string[]>;
}
