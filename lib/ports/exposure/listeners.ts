import {
  ElasticLoadBalancingV2Client,
  paginateDescribeListeners,
  paginateDescribeLoadBalancers,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Clients } from "../shared/environments/environments.ts";

/** Listeners of load balancers that face the internet. */
export async function publicListeners(clients: Clients, networks: readonly string[]): Promise<string[]> {
  const client = clients(ElasticLoadBalancingV2Client);
  const found: string[] = [];
  for await (const page of paginateDescribeLoadBalancers({ client }, {}))
    for (const { LoadBalancerArn, LoadBalancerName, Scheme, VpcId } of page.LoadBalancers ?? []) {
      if (Scheme !== "internet-facing" || !networks.includes(VpcId ?? "")) continue;
      for await (const { Listeners = [] } of paginateDescribeListeners({ client }, { LoadBalancerArn }))
        for (const { Port, Protocol } of Listeners)
          found.push(`listener ${Protocol} ${Port} of ${LoadBalancerName}`);
    }
  return found;
}
