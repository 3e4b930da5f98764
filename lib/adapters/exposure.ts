import type { Exposure } from "../ports.ts";

const world = ["0.0.0.0/0", "::/0"];

/** Reads what of a network can be reached from outside. */
export const awsExposure = (): Exposure => ({
  async of(networks) {
    if (networks.length === 0) return [];
    const lists = await Promise.all([
      routesOut(networks),
      openGroups(networks),
      publicAddresses(networks),
      publicListeners(networks),
    ]);
    return lists.flat();
  },
});

const ec2 = async () => {
  const module = await import("@aws-sdk/client-ec2");
  return { ...module, client: new module.EC2Client() };
};
const inNetworks = (networks: readonly string[]) => [{ Name: "vpc-id", Values: [...networks] }];

async function routesOut(networks: readonly string[]): Promise<string[]> {
  const { client, paginateDescribeRouteTables } = await ec2();
  const found: string[] = [];
  for await (const page of paginateDescribeRouteTables({ client }, { Filters: inNetworks(networks) }))
    for (const { RouteTableId, Routes = [] } of page.RouteTables ?? [])
      for (const { GatewayId, DestinationCidrBlock, DestinationIpv6CidrBlock } of Routes)
        if (GatewayId?.startsWith("igw-"))
          found.push(
            `route ${RouteTableId} to ${DestinationCidrBlock ?? DestinationIpv6CidrBlock} by ${GatewayId}`,
          );
  return found;
}

async function openGroups(networks: readonly string[]): Promise<string[]> {
  const { client, paginateDescribeSecurityGroups } = await ec2();
  const found: string[] = [];
  for await (const page of paginateDescribeSecurityGroups({ client }, { Filters: inNetworks(networks) }))
    for (const { GroupId, IpPermissions = [] } of page.SecurityGroups ?? [])
      for (const { IpRanges = [], Ipv6Ranges = [], FromPort, ToPort } of IpPermissions)
        if (
          IpRanges.some(({ CidrIp }) => world.includes(CidrIp ?? "")) ||
          Ipv6Ranges.some(({ CidrIpv6 }) => world.includes(CidrIpv6 ?? ""))
        )
          found.push(`group ${GroupId} open on ${FromPort ?? "all"}-${ToPort ?? "all"}`);
  return found;
}

async function publicAddresses(networks: readonly string[]): Promise<string[]> {
  const { client, paginateDescribeNetworkInterfaces } = await ec2();
  const found: string[] = [];
  for await (const page of paginateDescribeNetworkInterfaces({ client }, { Filters: inNetworks(networks) }))
    for (const { NetworkInterfaceId, Association } of page.NetworkInterfaces ?? [])
      if (Association?.PublicIp !== undefined)
        found.push(`address ${Association.PublicIp} of ${NetworkInterfaceId}`);
  return found;
}

async function publicListeners(networks: readonly string[]): Promise<string[]> {
  const { ElasticLoadBalancingV2Client, paginateDescribeListeners, paginateDescribeLoadBalancers } =
    await import("@aws-sdk/client-elastic-load-balancing-v2");
  const client = new ElasticLoadBalancingV2Client();
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
