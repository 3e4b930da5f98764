import { mayBeIdle } from "../../lib/resources/tables.ts";

type Resources = Parameters<NonNullable<(typeof mayBeIdle)[string]>>[0]["resources"];

const isIdle = (logicalId: string, resources: Resources): boolean => {
  const { Type, Properties = {} } = resources[logicalId] ?? {};
  return mayBeIdle[String(Type)]?.({ logicalId, properties: Properties, resources }) ?? false;
};

const service = (properties: object) => ({
  Type: "AWS::ECS::Service",
  Properties: { LoadBalancers: [{ TargetGroupArn: { Ref: "Targets" } }], ...properties },
});
const scaled = (MinCapacity: number | string, of = "Service") => ({
  Type: "AWS::ApplicationAutoScaling::ScalableTarget",
  Properties: {
    MinCapacity,
    ResourceId: { "Fn::Join": ["/", ["service", { Ref: "Cluster" }, { "Fn::GetAtt": [of, "Name"] }]] },
  },
});
const untold = { Type: "AWS::ApplicationAutoScaling::ScalableTarget" };
const note = { ...scaled(0), Type: "Custom::Note" };
const group = (properties: object) => ({
  Type: "AWS::AutoScaling::AutoScalingGroup",
  Properties: { TargetGroupARNs: [{ Ref: "Targets" }], ...properties },
});

test.each<[boolean, string, Resources]>([
  [true, "wants no task", { Service: service({ DesiredCount: 0 }) }],
  [true, "wants no task by a parameter, which is text", { Service: service({ DesiredCount: "0" }) }],
  [false, "wants one task", { Service: service({ DesiredCount: 1 }) }],
  [false, "does not say, which is one task", { Service: service({}) }],
  [true, "runs a task on each machine", { Service: service({ SchedulingStrategy: "DAEMON" }) }],
  [true, "may be scaled to none", { Service: service({ DesiredCount: 2 }), Scaling: scaled(0) }],
  [true, "may be scaled to none by a parameter", { Service: service({}), Scaling: scaled("0") }],
  [false, "may be scaled to one", { Service: service({}), Scaling: scaled(1) }],
  [false, "stands beside a scaling that tells nothing", { Service: service({}), Scaling: untold }],
  [false, "something else names with nothing", { Service: service({}), Note: note }],
  [
    false,
    "stands beside one that may be scaled to none",
    { Service: service({}), Scaling: scaled(0, "Service2") },
  ],
])("may run nothing: %s, a service that %s", (expected, _what, resources) => {
  expect(isIdle("Service", resources)).toBe(expected);
});

const targets = { Targets: { Type: "AWS::ElasticLoadBalancingV2::TargetGroup" } };

test.each<[boolean, string, Resources]>([
  [true, "whose service wants no task", { Service: service({ DesiredCount: 0 }) }],
  [true, "whose service may be scaled to none", { Service: service({}), Scaling: scaled(0) }],
  [
    true,
    "whose service may be scaled to none by a parameter",
    { Service: service({}), Scaling: scaled("0") },
  ],
  [false, "whose service may be scaled to one", { Service: service({}), Scaling: scaled(1) }],
  [false, "beside a scaling that tells nothing", { Service: service({}), Scaling: untold }],
  [false, "whose service something else names with nothing", { Service: service({}), Note: note }],
  [true, "whose machines may be none", { Group: group({ MinSize: "0" }) }],
  [false, "whose machines are at least two", { Group: group({ MinSize: "2" }) }],
  [false, "whose service wants a task", { Service: service({}) }],
  [
    false,
    "of two services, one of which wants a task",
    { One: service({ DesiredCount: 0 }), Other: service({ DesiredCount: 1 }) },
  ],
  [false, "in which nothing of the template registers", { Other: { Type: "AWS::ECS::Service" } }],
  [
    true,
    "that takes turns with another",
    {
      Service: service({
        LoadBalancers: [
          {
            TargetGroupArn: { Ref: "Blue" },
            AdvancedConfiguration: { AlternateTargetGroupArn: { Ref: "Targets" } },
          },
        ],
      }),
    },
  ],
])("may be empty: %s, a target group %s", (expected, _what, resources) => {
  expect(isIdle("Targets", { ...targets, ...resources })).toBe(expected);
});
