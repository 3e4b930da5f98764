import type { Inspected, InspectedType, ResourceFacts } from "../domain/check/resource-facts.ts";
import type { Inspector } from "../ports.ts";
import { alarm, dashboard } from "./inspector/cloudwatch.ts";
import {
  flowLog,
  internetGateway,
  routeTable,
  securityGroup,
  subnet,
  vpc,
  vpcEndpoint,
} from "./inspector/ec2.ts";
import { cluster, service, taskDefinition } from "./inspector/ecs.ts";
import { role } from "./inspector/iam.ts";
import { alias, key } from "./inspector/kms.ts";
import { listener, loadBalancer, targetGroup } from "./inspector/load-balancing.ts";
import { logGroup } from "./inspector/logs.ts";
import { dbInstance, dbParameterGroup, dbSubnetGroup } from "./inspector/rds.ts";
import { bucket } from "./inspector/s3.ts";
import { secret } from "./inspector/secrets-manager.ts";
import { topic } from "./inspector/sns.ts";

/** Describes one resource by its physical id: its facts, or null when it is gone. */
export type Describe<T extends InspectedType> = (id: string) => Promise<ResourceFacts[T] | null>;

const describers: { readonly [T in InspectedType]: Describe<T> } = {
  "AWS::EC2::VPC": vpc,
  "AWS::EC2::Subnet": subnet,
  "AWS::EC2::SecurityGroup": securityGroup,
  "AWS::EC2::RouteTable": routeTable,
  "AWS::EC2::VPCEndpoint": vpcEndpoint,
  "AWS::EC2::InternetGateway": internetGateway,
  "AWS::EC2::FlowLog": flowLog,
  "AWS::S3::Bucket": bucket,
  "AWS::RDS::DBInstance": dbInstance,
  "AWS::RDS::DBSubnetGroup": dbSubnetGroup,
  "AWS::RDS::DBParameterGroup": dbParameterGroup,
  "AWS::ECS::Cluster": cluster,
  "AWS::ECS::Service": service,
  "AWS::ECS::TaskDefinition": taskDefinition,
  "AWS::ElasticLoadBalancingV2::LoadBalancer": loadBalancer,
  "AWS::ElasticLoadBalancingV2::TargetGroup": targetGroup,
  "AWS::ElasticLoadBalancingV2::Listener": listener,
  "AWS::Logs::LogGroup": logGroup,
  "AWS::KMS::Key": key,
  "AWS::KMS::Alias": alias,
  "AWS::IAM::Role": role,
  "AWS::SNS::Topic": topic,
  "AWS::CloudWatch::Alarm": alarm,
  "AWS::CloudWatch::Dashboard": dashboard,
  "AWS::SecretsManager::Secret": secret,
};

const isInspected = (type: string): type is InspectedType => type in describers;

/** Reads resources by describing them, each through its own service. */
export const awsInspector = (): Inspector => ({
  async inspect({ type, id }) {
    if (!isInspected(type)) return undefined;
    const facts = await describers[type](id);
    return facts === null ? null : ({ type, facts } as Inspected);
  },
});
