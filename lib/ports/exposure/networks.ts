import {
  EC2Client,
  paginateDescribeNetworkInterfaces,
  paginateDescribeRouteTables,
  paginateDescribeSecurityGroups,
} from "@aws-sdk/client-ec2";
import type { Clients } from "../shared/environments/environments.ts";
import { leadsToInternet } from "../shared/leads-to-internet.ts";
import { openRules } from "../shared/open-rules.ts";
import type { Way } from "./port.ts";

const inNetworks = (networks: readonly string[]) => [{ Name: "vpc-id", Values: [...networks] }];

/** Routes to an internet gateway or to a carrier gateway, in words. */
export async function routesOut(clients: Clients, networks: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for await (const page of paginateDescribeRouteTables(
    { client: clients(EC2Client) },
    { Filters: inNetworks(networks) },
  ))
    for (const { RouteTableId, Routes = [] } of page.RouteTables ?? [])
      for (const to of Routes.filter(leadsToInternet))
        found.push(
          `route ${RouteTableId} to ${to.DestinationCidrBlock ?? to.DestinationIpv6CidrBlock} by ${to.CarrierGatewayId ?? to.GatewayId}`,
        );
  return found;
}

/** Security groups that let somebody on the internet in. */
export async function openGroups(clients: Clients, networks: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for await (const page of paginateDescribeSecurityGroups(
    { client: clients(EC2Client) },
    { Filters: inNetworks(networks) },
  ))
    for (const { GroupId, IpPermissions = [] } of page.SecurityGroups ?? [])
      for (const open of await openRules(clients(EC2Client), IpPermissions))
        found.push(`group ${GroupId} open on ${open}`);
  return found;
}

/** Network interfaces with a public address. Those that a service made, it removes some time after what they served. */
export async function publicAddresses(clients: Clients, networks: readonly string[]): Promise<Way[]> {
  const found: Way[] = [];
  for await (const page of paginateDescribeNetworkInterfaces(
    { client: clients(EC2Client) },
    { Filters: inNetworks(networks) },
  ))
    for (const { NetworkInterfaceId, Association, RequesterManaged } of page.NetworkInterfaces ?? [])
      if (Association?.PublicIp !== undefined)
        found.push({
          what: `address ${Association.PublicIp} of ${NetworkInterfaceId}`,
          lingers: RequesterManaged === true,
        });
  return found;
}
