import {
  EC2Client,
  paginateDescribeNetworkInterfaces,
  paginateDescribeRouteTables,
  paginateDescribeSecurityGroups,
} from "@aws-sdk/client-ec2";
import { openRules } from "../shared/open-rules.ts";
import { patientClient } from "../shared/passing-errors.ts";
import type { Way } from "./port.ts";

const client = patientClient(new EC2Client());
const inNetworks = (networks: readonly string[]) => [{ Name: "vpc-id", Values: [...networks] }];

/** Routes to an internet gateway. */
export async function routesOut(networks: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for await (const page of paginateDescribeRouteTables({ client }, { Filters: inNetworks(networks) }))
    for (const { RouteTableId, Routes = [] } of page.RouteTables ?? [])
      for (const { GatewayId = "", CarrierGatewayId, ...to } of Routes)
        if (GatewayId.startsWith("igw-") || CarrierGatewayId !== undefined)
          found.push(
            `route ${RouteTableId} to ${to.DestinationCidrBlock ?? to.DestinationIpv6CidrBlock} by ${CarrierGatewayId ?? GatewayId}`,
          );
  return found;
}

/** Security groups that let somebody on the internet in. */
export async function openGroups(networks: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for await (const page of paginateDescribeSecurityGroups({ client }, { Filters: inNetworks(networks) }))
    for (const { GroupId, IpPermissions = [] } of page.SecurityGroups ?? [])
      for (const open of await openRules(client, IpPermissions))
        found.push(`group ${GroupId} open on ${open}`);
  return found;
}

/** Network interfaces with a public address. Those that a service made, it removes some time after what they served. */
export async function publicAddresses(networks: readonly string[]): Promise<Way[]> {
  const found: Way[] = [];
  for await (const page of paginateDescribeNetworkInterfaces({ client }, { Filters: inNetworks(networks) }))
    for (const { NetworkInterfaceId, Association, RequesterManaged } of page.NetworkInterfaces ?? [])
      if (Association?.PublicIp !== undefined)
        found.push({
          what: `address ${Association.PublicIp} of ${NetworkInterfaceId}`,
          lingers: RequesterManaged === true,
        });
  return found;
}
