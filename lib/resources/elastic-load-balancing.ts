import { grants, healthy, neverPublic } from "./checks.ts";
import { list, moving, number, orUnseen, text } from "./fact.ts";
import { described, general, type Service } from "./row.ts";

/** Elastic Load Balancing, version 2. */
export const elasticLoadBalancing = {
  iam: "elasticloadbalancing",
  types: {
    "AWS::ElasticLoadBalancingV2::LoadBalancer": described({
      arn: { kind: "loadbalancer", id: "arn" },
      facts: {
        state: moving(text("provisioning", "active", "active_impaired", "failed")),
        scheme: text("internal", "internet-facing"),
        zones: number,
        listeners: orUnseen(list),
      },
      probes: [
        {
          fact: "active",
          about: ["state"],
          checks: healthy,
          settles: true,
          // Source: ELB API reference, LoadBalancerState: active_impaired routes traffic and lacks room to scale.
          holds: ({ state }) => state === "active" || state === "active_impaired",
          saw: ({ state }) => state,
        },
        {
          fact: "internal",
          about: ["scheme"],
          checks: neverPublic,
          holds: ({ scheme }) => scheme === "internal",
          saw: ({ scheme }) => scheme,
        },
        {
          fact: "several-zones",
          about: ["zones"],
          checks: ["high-availability-backend"],
          holds: ({ zones }) => zones >= 2,
          saw: ({ zones }) => `${zones} zones`,
        },
        {
          // Drift compares only what a template has: a listener that somebody adds by hand is in none.
          fact: "listeners",
          about: ["listeners"],
          checks: grants,
          holds: ({ listeners }) => (listeners === null ? null : true),
          saw: ({ listeners }) => `listens on ${listeners?.join(", ") || "nothing"}`,
        },
      ],
      state: { fact: "state", gone: [], going: [] },
      actions: ["elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeListeners"],
      look: "aws elbv2 describe-load-balancers --load-balancer-arns {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: {
        what: "a scheme that faces the internet",
        fact: "scheme",
        actions: [],
      },
      // Source: template reference, LoadBalancer: without a scheme it faces the internet.
      announced: ({ properties }) => properties["Scheme"] !== "internal",
      rehearsed: null,
    }),
    "AWS::ElasticLoadBalancingV2::TargetGroup": described({
      arn: { kind: "targetgroup", id: "arn" },
      facts: { healthy: moving(number), checked: moving(number), targets: moving(number) },
      probes: [
        {
          fact: "target-health",
          about: ["healthy", "checked", "targets"],
          checks: healthy,
          settles: true,
          holds: ({ healthy: well, checked, targets }) => (targets === 0 ? null : well === checked),
          holdsIdle: ({ healthy: well, checked }) => well === checked,
          saw: ({ healthy: well, checked, targets }) =>
            `${well} of ${checked} targets are healthy${checked === targets ? "" : `; ${targets - checked} without health checks`}`,
        },
      ],
      state: null,
      actions: ["elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth"],
      look: "aws elbv2 describe-target-groups --target-group-arns {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: null,
      // Whatever registers targets in it may run nothing, or shifts them to another group (template reference, AWS::ECS::Service
      // AdvancedConfiguration): one of the two is empty.
      mayBeIdle: ({ logicalId, resources }) => {
        const scaledToNone = Object.values(resources)
          .filter(({ Type }) => Type === "AWS::ApplicationAutoScaling::ScalableTarget")
          .filter(({ Properties = {} }) => String(Properties["MinCapacity"] ?? "") === "0")
          .map(({ Properties = {} }) => JSON.stringify(Properties["ResourceId"] ?? ""))
          .join();
        const registering = Object.entries(resources).flatMap(([id, { Properties = {} }]) => {
          const named = JSON.stringify([Properties["LoadBalancers"], Properties["TargetGroupARNs"]]);
          return named.includes(`"${logicalId}"`) ? [{ id, Properties, named }] : [];
        });
        return (
          registering.length > 0 &&
          registering.every(
            ({ id, Properties, named }) =>
              String(Properties["DesiredCount"] ?? Properties["MinSize"] ?? "") === "0" ||
              scaledToNone.includes(`"${id}"`) ||
              named.includes('"AlternateTargetGroupArn"'),
          )
        );
      },
      rehearsed: null,
    }),
    "AWS::ElasticLoadBalancingV2::ListenerRule": described({
      // A rule leads on what its listener lets in.
      arn: { kind: "listener-rule", id: "arn" },
      facts: { actions: list },
      probes: [],
      state: null,
      actions: ["elasticloadbalancing:DescribeRules"],
      look: "aws elbv2 describe-rules --rule-arns {id}",
      owner: { types: ["AWS::ElasticLoadBalancingV2::Listener"], property: "ListenerArn" },
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: null,
      rehearsed: null,
    }),
    "AWS::ElasticLoadBalancing::LoadBalancer": general([
      {
        fact: "internal",
        what: "a scheme that faces the internet",
        isOpen: ({ Scheme }) => Scheme !== "internal",
      },
    ]),
    "AWS::ElasticLoadBalancingV2::Listener": described({
      arn: { kind: "listener", id: "arn" },
      facts: {
        protocol: text("HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE"),
        rules: orUnseen(list),
      },
      probes: [
        {
          // The same is true of a rule that somebody adds by hand.
          fact: "rules",
          about: ["rules"],
          checks: grants,
          holds: ({ rules }) => (rules === null ? null : true),
          saw: ({ rules }) => `leads by ${rules?.join(", ") || "no rule"}`,
        },
      ],
      state: null,
      actions: ["elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeRules"],
      look: "aws elbv2 describe-listeners --listener-arns {id}",
      // Source: Elastic Load Balancing API reference, DeleteLoadBalancer: it also deletes the listeners.
      owner: { types: ["AWS::ElasticLoadBalancingV2::LoadBalancer"], property: "LoadBalancerArn" },
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: {
        what: "a load balancer that faces the internet",
        fact: null,
        actions: ["elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeLoadBalancers"],
      },
      rehearsed: null,
    }),
  },
} satisfies Service;
