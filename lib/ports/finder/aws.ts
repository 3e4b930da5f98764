import type { Finder } from "./port.ts";

/** Finds resources by their tags and by their names, through the services that list them, each read from disk when asked. */
export const awsFinder = (): Finder => ({
  async byTag(stackIds) {
    return (await import("./by-tag.ts")).byTag(stackIds);
  },
  async byName(name, networks) {
    const lists = await Promise.all([
      import("./log-groups.ts").then(({ logGroupsNamed }) => logGroupsNamed(name)),
      import("./buckets.ts").then(({ bucketsNamed }) => bucketsNamed(name)),
      import("./snapshots.ts").then(({ snapshotsNamed }) => snapshotsNamed(name)),
      import("./network-interfaces.ts").then(({ interfacesIn }) => interfacesIn(networks)),
    ]);
    return lists.flat();
  },
});
