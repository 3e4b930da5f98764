import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
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
  };
};

/** The readers of the service. */
export const readers: Readers<"auto-scaling"> = { "AWS::AutoScaling::AutoScalingGroup": group };
