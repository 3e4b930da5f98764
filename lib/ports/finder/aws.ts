import type { ListedType } from "../../resources/resources.ts";
import type { Clients, Environments } from "../shared/environments/environments.ts";
import type { Finder, Found } from "./port.ts";

type List = (
  clients: Clients,
  name: string,
  networks: readonly string[],
  impliedLogGroups: readonly string[],
) => Promise<readonly Found[]>;

/** Lists each type by its name, or by its network. The files are loaded on first use. */
const lists: { readonly [T in ListedType]: List } = {
  "AWS::Logs::LogGroup": async (clients, name, _networks, implied) =>
    (await import("./log-groups.ts")).logGroupsNamed(clients, name, implied),
  "AWS::S3::Bucket": async (clients, name) => (await import("./buckets.ts")).bucketsNamed(clients, name),
  "AWS::RDS::DBSnapshot": async (clients, name) =>
    (await import("./snapshots.ts")).snapshotsNamed(clients, name),
  "AWS::RDS::DBClusterSnapshot": async (clients, name) =>
    (await import("./snapshots.ts")).clusterSnapshotsNamed(clients, name),
  "AWS::RDS::AutomatedBackup": async (clients, name) =>
    (await import("./snapshots.ts")).retainedBackups(clients, name),
  "AWS::EC2::NetworkInterface": async (clients, _name, networks) =>
    (await import("./network-interfaces.ts")).interfacesIn(clients, networks),
};

/** Finds resources by their tags and by their names, through the services that list them. */
export const finderIn = (environments: Environments): Finder => ({
  async byTag(stackIds) {
    return (await import("./by-tag.ts")).byTag(environments.clients("look", environments.only()), stackIds);
  },
  async byName(name, networks, implied) {
    const clients = environments.clients("look", environments.only());
    const found = await Promise.all(
      Object.values(lists).map((list) => list(clients, name, networks, implied)),
    );
    return found.flat();
  },
  async backupsOf(resources) {
    if (resources.length === 0) return [];
    const { backupsOf } = await import("./backups-of.ts");
    const environment = environments.only();
    const [clients, place] = [environments.clients("look", environment), environments.place(environment)];
    const found: Found[] = [];
    for (const resource of resources) found.push(...(await backupsOf(resource, clients, place)));
    return found;
  },
});
