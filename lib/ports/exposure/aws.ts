import type { Exposure } from "./port.ts";

/** Reads what of a network can be reached from outside. */
export const awsExposure = (): Exposure => ({
  async exposedIn(networks) {
    if (networks.length === 0) return [];
    const [{ openGroups, publicAddresses, routesOut }, { publicListeners }] = await Promise.all([
      import("./networks.ts"),
      import("./listeners.ts"),
    ]);
    const lists = await Promise.all(
      [routesOut, openGroups, publicAddresses, publicListeners].map((of) => of(networks)),
    );
    return lists.flat();
  },
});
