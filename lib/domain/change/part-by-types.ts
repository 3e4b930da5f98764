import { rows } from "../../resources/resources.ts";
import type { Part } from "../environment.ts";

const withData = new Set(rows.flatMap(({ type, row }) => (row.holdsData === null ? [] : [type])));

/** Types that hold files rather than records. */
const files = /^AWS::(S3|EFS|FSx|ECR|S3Express|S3Tables)::/;

/** Types whose data only passes through, or serves what is beside them: they do not make a stack one of data. */
const passing = /^AWS::(Logs|SQS|Kinesis|SecretsManager|KMS|CloudFormation)::/;

/** Types through which an environment is reached, and what only serves them. */
const entries =
  /^AWS::(ApiGateway|ApiGatewayV2|CloudFront|ElasticLoadBalancing|ElasticLoadBalancingV2|GlobalAccelerator|Route53|CertificateManager|WAFv2)::/;
const ofEntries = new Set(["AWS::Lambda::Permission", "AWS::CDK::Metadata"]);

const watching = /^AWS::(CloudWatch|SNS|Synthetics|ApplicationInsights)::/;

/**
 * The part of a stack that nothing calls a part, by the types of its resources. What holds data decides first: a rollback of
 * production keeps it. A stack that holds nothing but the way in is the ingress, so that it opens after the release.
 * @param types the types of all resources of the stack.
 * @param isStateful whether AWS's specification says that the type holds data.
 * @param isUsed whether another step of the environment depends on the stack; then it cannot be closed alone.
 */
export function partByTypes(
  types: readonly string[],
  isStateful: (type: string) => boolean,
  isUsed: boolean,
): Part {
  const own = types.filter((type) => type !== "AWS::CDK::Metadata");
  const data = own.filter((type) => !passing.test(type) && (withData.has(type) || isStateful(type)));
  if (data.length > 0) return data.every((type) => files.test(type)) ? "storage" : "database";
  if (own.some((type) => type === "AWS::EC2::VPC")) return "network";
  const all = (belongs: (type: string) => boolean) => own.length > 0 && own.every(belongs);
  if (all(isLog)) return "logging";
  if (all((type) => watching.test(type))) return "monitoring";
  if (
    !isUsed &&
    own.some((type) => entries.test(type)) &&
    all((type) => entries.test(type) || ofEntries.has(type))
  )
    return "ingress";
  return "compute";
}

const isLog = (type: string): boolean => type.startsWith("AWS::Logs::");
