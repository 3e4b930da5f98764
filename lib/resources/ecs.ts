import { healthy, logged, neverPublic } from "./checks.ts";
import { flag, moving, number, text } from "./fact.ts";
import { described, type Service } from "./row.ts";

/** ECS. Sources of the states: ECS API reference, Cluster, Service and DeregisterTaskDefinition. */
export const ecs = {
  iam: "ecs",
  types: {
    "AWS::ECS::Cluster": described({
      arn: { kind: "cluster", id: "name" },
      facts: { status: moving(text("ACTIVE", "PROVISIONING", "DEPROVISIONING", "FAILED", "INACTIVE")) },
      probes: [],
      state: { fact: "status", gone: ["INACTIVE"], going: ["DEPROVISIONING"] },
      actions: ["ecs:DescribeClusters"],
      look: "aws ecs describe-clusters --clusters {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: null,
      rehearsed: "cluster",
    }),
    "AWS::ECS::Service": described({
      arn: { kind: "service", id: "arn" },
      facts: {
        status: moving(text("ACTIVE", "DRAINING", "INACTIVE")),
        desired: moving(number),
        running: moving(number),
        assignsPublicIp: flag,
        subnets: number,
      },
      probes: [
        {
          fact: "running-tasks",
          about: ["desired", "running"],
          checks: healthy,
          settles: true,
          holds: ({ desired, running }) => desired > 0 && running >= desired,
          // Source: ECS developer guide, waiter ServicesStable: a service is stable when as many tasks run as are wanted.
          holdsIdle: ({ desired, running }) => running >= desired,
          saw: ({ desired, running }) => `${running} of ${desired} tasks are running`,
        },
        {
          fact: "several-tasks",
          about: ["desired", "subnets"],
          checks: ["high-availability-backend"],
          holds: ({ desired, subnets }) => desired >= 2 && subnets >= 2,
          saw: ({ desired, subnets }) => `${desired} tasks are wanted in ${subnets} subnets`,
        },
        {
          fact: "public-addresses",
          about: ["assignsPublicIp"],
          checks: neverPublic,
          holds: ({ assignsPublicIp }) => !assignsPublicIp,
          saw: ({ assignsPublicIp }) => (assignsPublicIp ? "public" : "private"),
        },
      ],
      state: { fact: "status", gone: ["INACTIVE"], going: ["DRAINING"] },
      actions: ["ecs:DescribeServices"],
      look: "aws ecs describe-services --cluster {parent} --services {id}",
      owner: null,
      oneWay: {},
      // Source: Application Auto Scaling user guide, "Amazon ECS and Application Auto Scaling": it sets the desired count.
      movingProperties: ["DesiredCount"],
      holdsData: null,
      listed: null,
      exposure: {
        what: "public addresses of its tasks",
        fact: "assignsPublicIp",
        actions: [],
      },
      announced: ({ properties }) =>
        JSON.stringify(properties["NetworkConfiguration"] ?? "").includes('"AssignPublicIp":"ENABLED"'),
      // It wants no task, it may be scaled to none, or it runs one on each machine of its cluster, which may have none.
      mayBeIdle: ({ logicalId, properties, resources }) =>
        String(properties["DesiredCount"] ?? "") === "0" ||
        properties["SchedulingStrategy"] === "DAEMON" ||
        Object.values(resources).some(
          ({ Type, Properties = {} }) =>
            Type === "AWS::ApplicationAutoScaling::ScalableTarget" &&
            String(Properties["MinCapacity"] ?? "") === "0" &&
            JSON.stringify(Properties["ResourceId"] ?? "").includes(`"${logicalId}"`),
        ),
      rehearsed: null,
    }),
    "AWS::ECS::TaskDefinition": described({
      arn: { kind: "task-definition", id: "arn" },
      facts: { status: text("ACTIVE", "INACTIVE", "DELETE_IN_PROGRESS"), logged: flag },
      probes: [
        {
          fact: "task-logs",
          about: ["logged"],
          checks: logged,
          holds: ({ logged: isLogged }) => isLogged,
          saw: ({ logged: isLogged }) => (isLogged ? "logged" : "not logged"),
        },
      ],
      state: { fact: "status", gone: ["INACTIVE", "DELETE_IN_PROGRESS"], going: [] },
      actions: ["ecs:DescribeTaskDefinition"],
      look: "aws ecs describe-task-definition --task-definition {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: null,
      rehearsed: null,
    }),
  },
} satisfies Service;
