import { type Digest, digestOf, type Json } from "../canonical.ts";
import type { Inspected, InspectedType } from "../check/resource-facts.ts";
import type { StandingStack } from "../step/stack.ts";

/** Facts that move by themselves while nobody changes anything: they say how a resource is doing, not what it is. */
const moving: { readonly [T in InspectedType]?: readonly string[] } = {
  "AWS::EC2::VPCEndpoint": ["state"],
  "AWS::EC2::FlowLog": ["state"],
  "AWS::RDS::DBInstance": ["status"],
  "AWS::ECS::Service": ["status", "running", "desired"],
  "AWS::ECS::Cluster": ["status"],
  "AWS::ElasticLoadBalancingV2::LoadBalancer": ["state"],
  "AWS::ElasticLoadBalancingV2::TargetGroup": ["healthy", "targets"],
};

/** What a resource is, without how it is doing. */
export const settledFacts = ({ type, facts }: Inspected): Json =>
  Object.fromEntries(Object.entries(facts).filter(([fact]) => !(moving[type] ?? []).includes(fact))) as Json;

/** One step of an environment as it really stands: its stack, and what its resources were described as. */
export type RealStep = {
  readonly step: string;
  readonly stack: StandingStack;
  /** By logical id; null for a resource that its stack names and nobody finds. */
  readonly resources: Readonly<Record<string, Json>>;
};

/** One digest of how an environment really stands: the same digest, and nothing has moved, drift included. */
export const realStateDigest = (steps: readonly RealStep[]): Digest =>
  digestOf(
    steps.map(({ step, stack: { status, stackId, deployedDigest }, resources }) => ({
      step,
      status,
      stackId,
      deployedDigest,
      resources,
    })),
  );
