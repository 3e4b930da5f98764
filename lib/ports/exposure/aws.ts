import type { ExposedType } from "../../resources/resources.ts";
import type { Clients, Environments } from "../shared/environments/environments.ts";
import type { Exposure, Way } from "./port.ts";

type List = (clients: Clients, networks: readonly string[]) => Promise<readonly (string | Way)[]>;

/** Lists what makes each type reachable. The files are loaded on first use. */
const lists: { readonly [T in ExposedType]: List } = {
  "AWS::EC2::RouteTable": async (clients, networks) =>
    (await import("./networks.ts")).routesOut(clients, networks),
  "AWS::EC2::SecurityGroup": async (clients, networks) =>
    (await import("./networks.ts")).openGroups(clients, networks),
  "AWS::EC2::NetworkInterface": async (clients, networks) =>
    (await import("./networks.ts")).publicAddresses(clients, networks),
  "AWS::ElasticLoadBalancingV2::Listener": async (clients, networks) =>
    (await import("./listeners.ts")).publicListeners(clients, networks),
};

/** Reads what is reachable from outside in these networks. */
export const exposureIn = (environments: Environments): Exposure => ({
  async exposedIn(networks) {
    if (networks.length === 0) return [];
    const clients = environments.clients("look", environments.only());
    const found = await Promise.all(Object.values(lists).map((list) => list(clients, networks)));
    return found.flat().map((way) => (typeof way === "string" ? { what: way, lingers: false } : way));
  },
});
