import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { EC2Client, type Instance, paginateDescribeInstances } from "@aws-sdk/client-ec2";
import { allPages } from "../../shared/all-pages.ts";
import type { Clients } from "../../shared/environments/environments.ts";
import { isPublicInstance } from "../../shared/public-address.ts";
import { publicCopiesOf, volumesOf } from "../../shared/public-copies.ts";
import type { Describe, Readers } from "../describe.ts";

/** A group: how many of its instances are in service. Its status is told only while it is being deleted. */
const group: Describe<"AWS::AutoScaling::AutoScalingGroup"> = async (id, clients) => {
  const { AutoScalingGroups = [] } = await clients(AutoScalingClient).send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [id] }),
  );
  const [seen] = AutoScalingGroups;
  if (seen === undefined) return null;
  const ids = (seen.Instances ?? []).flatMap(({ InstanceId }) => InstanceId ?? []);
  const instances = await describe(clients, ids);
  return {
    status: seen.Status ?? "stands",
    inService: (seen.Instances ?? []).filter(({ LifecycleState }) => LifecycleState === "InService").length,
    wanted: seen.DesiredCapacity ?? 0,
    publicInstances: instances
      .filter(isPublicInstance)
      .map(({ InstanceId = "one" }) => InstanceId)
      .sort(),
    publicCopies: await publicCopiesOf(clients, volumesOf(instances), ids),
  };
};

/** These instances. One that just ended is not found; no other error says so. */
async function describe(clients: Clients, ids: readonly string[]): Promise<readonly Instance[]> {
  if (ids.length === 0) return [];
  const Filters = [{ Name: "instance-id", Values: [...ids] }];
  const pages = paginateDescribeInstances({ client: clients(EC2Client) }, { Filters });
  return allPages(pages, ({ Reservations = [] }) => Reservations.flatMap(({ Instances = [] }) => Instances));
}

/** The readers of the service. */
export const readers: Readers<"auto-scaling"> = { "AWS::AutoScaling::AutoScalingGroup": group };
