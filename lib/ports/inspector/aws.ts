import type { Inspected, InspectedType, ResourceFacts } from "../../domain/check/resource-facts.ts";
import type { Inspector } from "./port.ts";

/** Describes one resource by its physical id: its facts, or null when it is gone. */
export type Describe<T extends InspectedType> = (id: string) => Promise<ResourceFacts[T] | null>;

const ec2 = () => import("./ec2.ts");
const ecs = () => import("./ecs.ts");
const rds = () => import("./rds.ts");
const loadBalancing = () => import("./load-balancing.ts");
const kms = () => import("./kms.ts");
const cloudwatch = () => import("./cloudwatch.ts");

/** A service's client is read from disk when the first resource of its kind is met: most functions meet few kinds. */
const describers: { readonly [T in InspectedType]: () => Promise<Describe<T>> } = {
  "AWS::CloudFormation::Stack": async () => (await import("./cloudformation.ts")).stack,
  "AWS::EC2::NetworkInterface": async () => (await ec2()).networkInterface,
  "AWS::RDS::DBSnapshot": async () => (await rds()).dbSnapshot,
  "AWS::RDS::DBClusterSnapshot": async () => (await rds()).dbClusterSnapshot,
  "AWS::EC2::VPC": async () => (await ec2()).vpc,
  "AWS::EC2::Subnet": async () => (await ec2()).subnet,
  "AWS::EC2::SecurityGroup": async () => (await ec2()).securityGroup,
  "AWS::EC2::RouteTable": async () => (await ec2()).routeTable,
  "AWS::EC2::VPCEndpoint": async () => (await ec2()).vpcEndpoint,
  "AWS::EC2::InternetGateway": async () => (await ec2()).internetGateway,
  "AWS::EC2::FlowLog": async () => (await ec2()).flowLog,
  "AWS::S3::Bucket": async () => (await import("./s3.ts")).bucket,
  "AWS::RDS::DBInstance": async () => (await rds()).dbInstance,
  "AWS::RDS::DBSubnetGroup": async () => (await rds()).dbSubnetGroup,
  "AWS::RDS::DBParameterGroup": async () => (await rds()).dbParameterGroup,
  "AWS::ECS::Cluster": async () => (await ecs()).cluster,
  "AWS::ECS::Service": async () => (await ecs()).service,
  "AWS::ECS::TaskDefinition": async () => (await ecs()).taskDefinition,
  "AWS::ElasticLoadBalancingV2::LoadBalancer": async () => (await loadBalancing()).loadBalancer,
  "AWS::ElasticLoadBalancingV2::TargetGroup": async () => (await loadBalancing()).targetGroup,
  "AWS::ElasticLoadBalancingV2::Listener": async () => (await loadBalancing()).listener,
  "AWS::Logs::LogGroup": async () => (await import("./logs.ts")).logGroup,
  "AWS::KMS::Key": async () => (await kms()).key,
  "AWS::KMS::Alias": async () => (await kms()).alias,
  "AWS::IAM::Role": async () => (await import("./iam.ts")).role,
  "AWS::SNS::Topic": async () => (await import("./sns.ts")).topic,
  "AWS::CloudWatch::Alarm": async () => (await cloudwatch()).alarm,
  "AWS::CloudWatch::Dashboard": async () => (await cloudwatch()).dashboard,
  "AWS::SecretsManager::Secret": async () => (await import("./secrets-manager.ts")).secret,
};

const isInspected = (type: string): type is InspectedType => type in describers;

/** Reads resources by describing them, each through its own service. */
export const awsInspector = (): Inspector => ({
  async inspect({ type, id }) {
    if (!isInspected(type)) return undefined;
    const describe = await describers[type]();
    const facts = await describe(id);
    return facts === null ? null : ({ type, facts } as Inspected);
  },
});
