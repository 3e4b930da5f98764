/** A resource as whoever found it names it. */
export type NamedResource = { readonly type: string; readonly id: string };

type Kind = { readonly type: string; readonly id: "arn" | "name" };

const named = (type: string): Kind => ({ type, id: "name" });
const byArn = (type: string): Kind => ({ type, id: "arn" });

/** CloudFormation's type by service and kind of an ARN, and whether CloudFormation names the resource by its ARN. */
const kinds: Readonly<Record<string, Kind>> = {
  "cloudformation:stack": byArn("AWS::CloudFormation::Stack"),
  "cloudwatch:alarm": named("AWS::CloudWatch::Alarm"),
  "cloudwatch:dashboard": named("AWS::CloudWatch::Dashboard"),
  "ec2:internet-gateway": named("AWS::EC2::InternetGateway"),
  "ec2:network-interface": named("AWS::EC2::NetworkInterface"),
  "ec2:route-table": named("AWS::EC2::RouteTable"),
  "ec2:security-group": named("AWS::EC2::SecurityGroup"),
  "ec2:subnet": named("AWS::EC2::Subnet"),
  "ec2:vpc": named("AWS::EC2::VPC"),
  "ec2:vpc-endpoint": named("AWS::EC2::VPCEndpoint"),
  "ec2:vpc-flow-log": named("AWS::EC2::FlowLog"),
  "ecs:cluster": named("AWS::ECS::Cluster"),
  "ecs:service": byArn("AWS::ECS::Service"),
  "ecs:task-definition": byArn("AWS::ECS::TaskDefinition"),
  "elasticloadbalancing:listener": byArn("AWS::ElasticLoadBalancingV2::Listener"),
  "elasticloadbalancing:loadbalancer": byArn("AWS::ElasticLoadBalancingV2::LoadBalancer"),
  "elasticloadbalancing:targetgroup": byArn("AWS::ElasticLoadBalancingV2::TargetGroup"),
  "iam:role": named("AWS::IAM::Role"),
  "kms:alias": named("AWS::KMS::Alias"),
  "kms:key": named("AWS::KMS::Key"),
  "logs:log-group": named("AWS::Logs::LogGroup"),
  "rds:cluster-snapshot": named("AWS::RDS::DBClusterSnapshot"),
  "rds:db": named("AWS::RDS::DBInstance"),
  "rds:pg": named("AWS::RDS::DBParameterGroup"),
  "rds:snapshot": named("AWS::RDS::DBSnapshot"),
  "rds:subgrp": named("AWS::RDS::DBSubnetGroup"),
  "secretsmanager:secret": byArn("AWS::SecretsManager::Secret"),
};

/**
 * The resource that an ARN names, as CloudFormation would name it, so that its own call can describe it. A kind that is
 * not known here keeps its ARN, under a type that nothing describes: it stays unproven.
 */
export function resourceOfArn(arn: string): NamedResource {
  // arn:<partition>:<service>:<region>:<account>:<kind>/<name> or …:<kind>:<name>; S3 and SNS have no kind.
  const [, , service = "", , , ...rest] = arn.split(":");
  const resource = rest.join(":");
  if (service === "s3") return { type: "AWS::S3::Bucket", id: resource };
  if (service === "sns") return { type: "AWS::SNS::Topic", id: arn };
  const [kind = "", name = ""] = resource.match(/^([a-z-]+)[:/](.*)/)?.slice(1) ?? [resource];
  const known = kinds[`${service}:${kind}`];
  if (known === undefined) return { type: `${service}:${kind}`, id: arn };
  // The ARN of a log group may end with what stands for its streams.
  return { type: known.type, id: known.id === "arn" ? arn : name.replace(/:\*$/, "") };
}
