import type { ExposedType } from "../../resources/resources.ts";
import type { Exposure, Way } from "./port.ts";

type List = (networks: readonly string[]) => Promise<readonly (string | Way)[]>;

/** Lists what makes each type reachable. The files are loaded on first use. */
const lists: { readonly [T in ExposedType]: List } = {
  "AWS::EC2::RouteTable": async (networks) => (await import("./networks.ts")).routesOut(networks),
  "AWS::EC2::SecurityGroup": async (networks) => (await import("./networks.ts")).openGroups(networks),
  "AWS::EC2::NetworkInterface": async (networks) => (await import("./networks.ts")).publicAddresses(networks),
  "AWS::ElasticLoadBalancingV2::Listener": async (networks) =>
    (await import("./listeners.ts")).publicListeners(networks),
};

/** Reads what is reachable from outside in these networks. */
export const awsExposure = (): Exposure => ({
  async exposedIn(networks) {
    if (networks.length === 0) return [];
    const found = await Promise.all(Object.values(lists).map((list) => list(networks)));
    return found.flat().map((way) => (typeof way === "string" ? { what: way, lingers: false } : way));
  },
});
