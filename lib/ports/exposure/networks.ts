import {
  EC2Client,
  paginateDescribeNetworkInterfaces,
  paginateDescribeRouteTables,
  paginateDescribeSecurityGroups,
} from "@aws-sdk/client-ec2";
import { patientClient } from "../shared/passing-errors.ts";

const world = ["0.0.0.0/0", "::/0"];
const client = patientClient(new EC2Client());
const inNetworks = (networks: readonly string[]) => [{ Name: "vpc-id", Values: [...networks] }];

/** Routes to an internet gateway. */
export async function routesOut(networks: readonly string[]): Promise<string[]> {
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

/** Security groups that let everyone in. */
export async function openGroups(networks: readonly string[]): Promise<string[]> {
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

/** Network interfaces with a public address. */
export async function publicAddresses(networks: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for await (const page of paginateDescribeNetworkInterfaces({ client }, { Filters: inNetworks(networks) }))
    for (const { NetworkInterfaceId, Association } of page.NetworkInterfaces ?? [])
      if (Association?.PublicIp !== undefined)
        found.push(`address ${Association.PublicIp} of ${NetworkInterfaceId}`);
  return found;
}
