/** A way into a network, in words. `lingers`: AWS removes it by itself some time after its owner was deleted. */
export type Way = { readonly what: string; readonly lingers: boolean };

/** Reads what is reachable from the internet in a network. */
export interface Exposure {
  /** Routes, listeners, open security groups and public addresses; empty if nothing is reachable. */
  exposedIn(networks: readonly string[]): Promise<readonly Way[]>;
}
