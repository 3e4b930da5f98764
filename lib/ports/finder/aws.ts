import type { ListedType } from "../../resources/resources.ts";
import type { Finder, Found } from "./port.ts";

type List = (
  name: string,
  networks: readonly string[],
  logGroupPrefixes: readonly string[],
) => Promise<readonly Found[]>;

/** Lists each type by its name, or by its network. The files are loaded on first use. */
const lists: { readonly [T in ListedType]: List } = {
  "AWS::Logs::LogGroup": async (name, _networks, prefixes) =>
    (await import("./log-groups.ts")).logGroupsNamed(name, prefixes),
  "AWS::S3::Bucket": async (name) => (await import("./buckets.ts")).bucketsNamed(name),
  "AWS::RDS::DBSnapshot": async (name) => (await import("./snapshots.ts")).snapshotsNamed(name),
  "AWS::RDS::DBClusterSnapshot": async (name) => (await import("./snapshots.ts")).clusterSnapshotsNamed(name),
  "AWS::RDS::AutomatedBackup": async (name) => (await import("./snapshots.ts")).retainedBackups(name),
  "AWS::EC2::NetworkInterface": async (_name, networks) =>
    (await import("./network-interfaces.ts")).interfacesIn(networks),
};

/** Finds resources by their tags and by their names, through the services that list them. */
export const awsFinder = (): Finder => ({
  async byTag(stackIds) {
    return (await import("./by-tag.ts")).byTag(stackIds);
  },
  async byName(name, networks, prefixes) {
    const found = await Promise.all(Object.values(lists).map((list) => list(name, networks, prefixes)));
    return found.flat();
  },
});
