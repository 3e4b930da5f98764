/**
 * How many seconds AWS takes to make what takes it longest, by type. Sources and which of them are assumed:
 * test/assurance/bench-aws/durations.ts; of the others, seconds are assumed.
 */
const secondsOf: Readonly<Record<string, number>> = {
  "AWS::EC2::NatGateway": 106,
  "AWS::EC2::VPCEndpoint": 106,
  "AWS::ECS::Service": 120,
  "AWS::ElasticLoadBalancingV2::LoadBalancer": 148,
  "AWS::RDS::DBCluster": 245,
  "AWS::RDS::DBInstance": 245,
};
/** What anything else takes: a bucket, a role, a log group. */
const others = 3;
/** What CloudFormation adds to each creation. Source: as of durations.ts. */
const cloudFormationSeconds = 13;

/** How many seconds the creation of a stack of these types takes at least. */
export const awsSeconds = (types: readonly string[]): number =>
  cloudFormationSeconds + Math.max(others, ...types.map((type) => secondsOf[type] ?? others));
