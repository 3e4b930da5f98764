import { neverPublic, publicCopiesProbe } from "./checks.ts";
import { list, moving, number, text } from "./fact.ts";
import { described, ownedBy, type Service } from "./row.ts";

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
        publicInstances: moving(list),
        publicCopies: list,
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
        {
          fact: "public-instances",
          about: ["publicInstances"],
          checks: neverPublic,
          holds: ({ publicInstances }) => publicInstances.length === 0,
          saw: ({ publicInstances }) => publicInstances.join(", ") || "none has a public address",
        },
        publicCopiesProbe,
      ],
      state: { fact: "status", gone: [], going: ["Delete in progress"] },
      actions: [
        "autoscaling:DescribeAutoScalingGroups",
        "ec2:DescribeInstances",
        "ec2:DescribeSnapshots",
        "ec2:DescribeImages",
      ],
      look: "aws autoscaling describe-auto-scaling-groups --auto-scaling-group-names {id}",
      owner: null,
      oneWay: {},
      movingProperties: ["DesiredCapacity"],
      holdsData: null,
      listed: null,
      exposure: {
        what: "public addresses of its instances",
        fact: "publicInstances",
        actions: [],
      },
      rehearsed: null,
    }),
    "AWS::AutoScaling::ScalingPolicy": ownedBy("AWS::AutoScaling::AutoScalingGroup", "AutoScalingGroupName"),
    "AWS::AutoScaling::ScheduledAction": ownedBy(
      "AWS::AutoScaling::AutoScalingGroup",
      "AutoScalingGroupName",
    ),
    "AWS::AutoScaling::LifecycleHook": ownedBy("AWS::AutoScaling::AutoScalingGroup", "AutoScalingGroupName"),
  },
} satisfies Service;
