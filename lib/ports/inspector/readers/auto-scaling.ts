import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { EC2Client, paginateDescribeInstances } from "@aws-sdk/client-ec2";
import type { Clients } from "../../shared/environments/environments.ts";
import { isPublicInstance } from "../../shared/public-address.ts";
import type { Describe, Readers } from "../describe.ts";

/** A group: how many of its instances are in service. Its status is told only while it is being deleted. */
const group: Describe<"AWS::AutoScaling::AutoScalingGroup"> = async (id, clients) => {
  const { AutoScalingGroups = [] } = await clients(AutoScalingClient).send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [id] }),
  );
  const [seen] = AutoScalingGroups;
  if (seen === undefined) return null;
  return {
    status: seen.Status ?? "stands",
    inService: (seen.Instances ?? []).filter(({ LifecycleState }) => LifecycleState === "InService").length,
    wanted: seen.DesiredCapacity ?? 0,
    publicInstances: await publicAmong(
      clients,
      (seen.Instances ?? []).flatMap(({ InstanceId }) => InstanceId ?? []),
    ),
  };
};

/** Those of these instances that have a public address. An instance that just ended is not found; no other error says so. */
async function publicAmong(clients: Clients, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const found: string[] = [];
  const Filters = [{ Name: "instance-id", Values: [...ids] }];
  for await (const { Reservations = [] } of paginateDescribeInstances(
    { client: clients(EC2Client) },
    { Filters },
  ))
    for (const { Instances = [] } of Reservations)
      found.push(...Instances.filter(isPublicInstance).map(({ InstanceId = "one" }) => InstanceId));
  return found.sort();
}

/** The readers of the service. */
export const readers: Readers<"auto-scaling"> = { "AWS::AutoScaling::AutoScalingGroup": group };
