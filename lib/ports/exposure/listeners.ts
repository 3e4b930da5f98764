import {
  ElasticLoadBalancingV2Client,
  paginateDescribeListeners,
  paginateDescribeLoadBalancers,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { patientClient } from "../shared/passing-errors.ts";

const client = patientClient(new ElasticLoadBalancingV2Client());

/** Listeners of load balancers that face the internet. */
export async function publicListeners(networks: readonly string[]): Promise<string[]> {
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
