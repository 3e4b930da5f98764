import type { Finder } from "../ports.ts";

/** Finds resources by their tags and by their names, through the services that list them, each read from disk when asked. */
export const awsFinder = (): Finder => ({
  async byTag(stackIds) {
    return (await import("./finder/by-tag.ts")).byTag(stackIds);
  },
  async byName(name, networks) {
    const lists = await Promise.all([
      import("./finder/log-groups.ts").then(({ logGroupsNamed }) => logGroupsNamed(name)),
      import("./finder/buckets.ts").then(({ bucketsNamed }) => bucketsNamed(name)),
      import("./finder/snapshots.ts").then(({ snapshotsNamed }) => snapshotsNamed(name)),
      import("./finder/network-interfaces.ts").then(({ interfacesIn }) => interfacesIn(networks)),
    ]);
    return lists.flat();
  },
});
