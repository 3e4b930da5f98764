/** Reads what of networks can be reached from the internet. */
export interface Exposure {
  /** Routes, listeners, open security groups and public addresses, each in words; empty when nothing can be reached. */
  of(networks: readonly string[]): Promise<readonly string[]>;
}
