import { EC2Client, paginateDescribeNetworkInterfaces } from "@aws-sdk/client-ec2";
import type { Clients } from "../shared/environments/environments.ts";
import type { Found } from "./port.ts";

/** Network interfaces in these networks. A network can't be deleted before them. */
export async function interfacesIn(clients: Clients, networks: readonly string[]): Promise<Found[]> {
  if (networks.length === 0) return [];
  const found: Found[] = [];
  const Filters = [{ Name: "vpc-id", Values: [...networks] }];
  for await (const page of paginateDescribeNetworkInterfaces({ client: clients(EC2Client) }, { Filters }))
    for (const { NetworkInterfaceId: id, VpcId = "", Description = "" } of page.NetworkInterfaces ?? [])
      if (id !== undefined)
        found.push({
          type: "AWS::EC2::NetworkInterface",
          id,
          createdAtMs: null,
          network: VpcId,
          serves: Description,
        });
  return found;
}
