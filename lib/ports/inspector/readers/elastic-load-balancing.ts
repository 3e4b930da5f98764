import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  paginateDescribeListeners,
  paginateDescribeRules,
  type Rule,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Clients } from "../../shared/environments/environments.ts";
import { orAbsent } from "../../shared/or-absent.ts";
import { shortDigest } from "../../shared/short-digest.ts";
import type { Describe, Readers } from "../describe.ts";

/** A load balancer. */
const loadBalancer: Describe<"AWS::ElasticLoadBalancingV2::LoadBalancer"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(ElasticLoadBalancingV2Client).send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [id] })),
    "LoadBalancerNotFound",
  );
  const [found] = seen?.LoadBalancers ?? [];
  if (found === undefined) return null;
  return {
    state: found.State?.Code ?? "unknown",
    scheme: found.Scheme ?? "unknown",
    zones: found.AvailabilityZones?.length ?? 0,
    listeners: await listenersOf(clients, id),
  };
};

async function listenersOf(clients: Clients, LoadBalancerArn: string): Promise<readonly string[] | null> {
  const found: string[] = [];
  const client = clients(ElasticLoadBalancingV2Client);
  for await (const { Listeners } of paginateDescribeListeners({ client }, { LoadBalancerArn })) {
    if (Listeners === undefined) return null;
    found.push(...Listeners.map(({ Protocol, Port }) => `${Protocol} ${Port}`));
  }
  return found.sort();
}

/** A target group, and how many of its targets are healthy. */
const targetGroup: Describe<"AWS::ElasticLoadBalancingV2::TargetGroup"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(ElasticLoadBalancingV2Client).send(new DescribeTargetGroupsCommand({ TargetGroupArns: [id] })),
    "TargetGroupNotFound",
  );
  if (seen?.TargetGroups?.[0] === undefined) return null;
  const { TargetHealthDescriptions: all = [] } = await clients(ElasticLoadBalancingV2Client).send(
    new DescribeTargetHealthCommand({ TargetGroupArn: id }),
  );
  // A target that drains was taken out on purpose, by a deployment or by scaling in (ELB API reference, TargetHealth).
  const targets = all.filter(({ TargetHealth }) => TargetHealth?.State !== "draining");
  return {
    healthy: targets.filter(({ TargetHealth }) => TargetHealth?.State === "healthy").length,
    // Only a function's checks can be off, and they are unless they are switched on (ELB API reference, CreateTargetGroup, HealthCheckEnabled).
    checked: targets.filter(({ TargetHealth }) => TargetHealth?.Reason !== "Target.HealthCheckDisabled")
      .length,
    targets: targets.length,
  };
};

/** A listener. */
const listener: Describe<"AWS::ElasticLoadBalancingV2::Listener"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(ElasticLoadBalancingV2Client).send(new DescribeListenersCommand({ ListenerArns: [id] })),
    "ListenerNotFound",
    "LoadBalancerNotFound",
  );
  const [found] = seen?.Listeners ?? [];
  if (found === undefined) return null;
  return { protocol: found.Protocol ?? "unknown", rules: await rulesOf(clients, id) };
};

async function rulesOf(clients: Clients, ListenerArn: string): Promise<readonly string[] | null> {
  const found: string[] = [];
  const client = clients(ElasticLoadBalancingV2Client);
  for await (const { Rules } of paginateDescribeRules({ client }, { ListenerArn })) {
    if (Rules === undefined) return null;
    found.push(...Rules.map(ruleInWords));
  }
  return found.sort();
}

/** A rule by its priority and a digest of what it asks and where it leads. Weights move while a deployment shifts traffic. */
function ruleInWords({ Priority = "?", Conditions = [], Actions = [] }: Rule): string {
  const leads = Actions.map(({ Type = "unknown", TargetGroupArn, ForwardConfig, RedirectConfig }) => ({
    Type,
    to: [
      ...new Set([
        ...(TargetGroupArn === undefined ? [] : [TargetGroupArn]),
        ...(ForwardConfig?.TargetGroups ?? []).map((group) => group.TargetGroupArn ?? ""),
      ]),
    ].sort(),
    redirect: RedirectConfig ?? null,
  }));
  return `${Priority} ${shortDigest(JSON.stringify([Conditions, leads]))}`;
}

/** A rule of a listener, and what it does with a request. */
const listenerRule: Describe<"AWS::ElasticLoadBalancingV2::ListenerRule"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(ElasticLoadBalancingV2Client).send(new DescribeRulesCommand({ RuleArns: [id] })),
    "RuleNotFound",
    "ListenerNotFound",
    "LoadBalancerNotFound",
  );
  const [found] = seen?.Rules ?? [];
  return found === undefined ? null : { actions: (found.Actions ?? []).map(({ Type = "unknown" }) => Type) };
};

/** The readers of the service. */
export const readers: Readers<"elastic-load-balancing"> = {
  "AWS::ElasticLoadBalancingV2::LoadBalancer": loadBalancer,
  "AWS::ElasticLoadBalancingV2::TargetGroup": targetGroup,
  "AWS::ElasticLoadBalancingV2::Listener": listener,
  "AWS::ElasticLoadBalancingV2::ListenerRule": listenerRule,
};
