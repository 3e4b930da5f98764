import { moving, number, text } from "./fact.ts";
import { described, general, ownedBy, type Service } from "./row.ts";

/** EC2 Auto Scaling. */
export const autoScaling = {
  iam: "autoscaling",
  types: {
    "AWS::AutoScaling::AutoScalingGroup": described({
      arn: { kind: "autoScalingGroup", id: "name" },
      facts: {
        status: moving(text("stands", "Delete in progress")),
        inService: moving(number),
        wanted: moving(number),
      },
      probes: [
        {
          fact: "in-service",
          about: ["inService", "wanted"],
          checks: ["health-checks-operational"],
          settles: true,
          holds: ({ inService, wanted }) => inService >= wanted,
          saw: ({ inService, wanted }) => `${inService} of ${wanted} instances are in service`,
        },
      ],
      state: { fact: "status", gone: [], going: ["Delete in progress"] },
      actions: ["autoscaling:DescribeAutoScalingGroups"],
      look: "aws autoscaling describe-auto-scaling-groups --auto-scaling-group-names {id}",
      owner: null,
      oneWay: {},
      movingProperties: ["DesiredCapacity"],
      holdsData: null,
      listed: null,
      exposure: {
        what: "public addresses of its instances",
        fact: null,
        actions: ["ec2:DescribeNetworkInterfaces"],
      },
      rehearsed: null,
    }),
    "AWS::AutoScaling::LaunchConfiguration": general("never"),
    "AWS::AutoScaling::ScalingPolicy": ownedBy("AWS::AutoScaling::AutoScalingGroup", "AutoScalingGroupName"),
    "AWS::AutoScaling::ScheduledAction": ownedBy(
      "AWS::AutoScaling::AutoScalingGroup",
      "AutoScalingGroupName",
    ),
    "AWS::AutoScaling::LifecycleHook": ownedBy("AWS::AutoScaling::AutoScalingGroup", "AutoScalingGroupName"),
  },
} satisfies Service;
