import type { ExposedType } from "../../resources/resources.ts";
import type { Exposure } from "./port.ts";

type List = (networks: readonly string[]) => Promise<readonly string[]>;

/** Lists what makes each type reachable. The files are read from disk when they are asked for. */
const lists: { readonly [T in ExposedType]: List } = {
  "AWS::EC2::RouteTable": async (networks) => (await import("./networks.ts")).routesOut(networks),
  "AWS::EC2::SecurityGroup": async (networks) => (await import("./networks.ts")).openGroups(networks),
  "AWS::EC2::NetworkInterface": async (networks) => (await import("./networks.ts")).publicAddresses(networks),
  "AWS::ElasticLoadBalancingV2::Listener": async (networks) =>
    (await import("./listeners.ts")).publicListeners(networks),
};

/** Reads what can be reached from outside in these networks. */
export const awsExposure = (): Exposure => ({
  async exposedIn(networks) {
    if (networks.length === 0) return [];
    const found = await Promise.all(Object.values(lists).map((list) => list(networks)));
    return found.flat();
  },
});
