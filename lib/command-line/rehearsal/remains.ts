import { CloudFormationClient, paginateDescribeStacks } from "@aws-sdk/client-cloudformation";
import { CloudWatchLogsClient, paginateDescribeLogGroups } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeVpcsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { ECSClient, ListClustersCommand } from "@aws-sdk/client-ecs";
import { DescribeDBInstancesCommand, RDSClient } from "@aws-sdk/client-rds";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { type Environment, environments } from "../../domain/environment.ts";
import { standingOf } from "../../domain/step/stack-status.ts";
import { stackReader } from "../../ports/stacks/aws.ts";

/** What exists of one environment, read from the environment itself. */
export type Remains = {
  /** Each stack by its name, with a text of what is deployed and which resources it has. Equal texts are equal stacks. */
  readonly stacks: ReadonlyMap<string, string>;
  /** Buckets, databases, clusters, networks and log groups that carry the environment's name, or belong to its stacks. */
  readonly resources: readonly string[];
};

/** Reads what exists of each environment of an application by listing, not from the records. */
export async function remainsOf(application: string): Promise<Readonly<Record<Environment, Remains>>> {
  const [stacks, named] = await Promise.all([standingStacks(), everythingNamed()]);
  const of = async (environment: Environment): Promise<Remains> => {
    const prefix = `${application}-${environment}`;
    const own = stacks.filter((name) => name.startsWith(`${prefix}-`));
    const described = await Promise.all(own.map(async (name) => [name, await describe(name)] as const));
    return { stacks: new Map(described), resources: named.filter((name) => name.includes(prefix)) };
  };
  const [development, staging, production] = await Promise.all(environments.map(of));
  if (development === undefined || staging === undefined || production === undefined)
    throw new Error("an environment was not read");
  return { development, staging, production };
}

async function describe(stack: string): Promise<string> {
  const reader = stackReader();
  const [{ deployedDigest, stackId }, resources] = await Promise.all([
    reader.stands(stack),
    reader.resources(stack),
  ]);
  return JSON.stringify({
    stackId,
    deployedDigest,
    resources: resources.map(({ type, id }) => `${type} ${id}`).sort(),
  });
}

async function standingStacks(): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { Stacks = [] } of paginateDescribeStacks({ client: new CloudFormationClient() }, {}))
    for (const { StackName, StackStatus } of Stacks)
      if (StackName !== undefined && standingOf(StackStatus ?? null) !== "absent") names.push(StackName);
  return names;
}

/** Every resource of the types that a rollback must not leave, with a name that shows its environment. */
async function everythingNamed(): Promise<readonly string[]> {
  const [buckets, databases, clusters, networks] = await Promise.all([
    new S3Client({ forcePathStyle: true }).send(new ListBucketsCommand({})),
    new RDSClient().send(new DescribeDBInstancesCommand({})),
    new ECSClient().send(new ListClustersCommand({})),
    new EC2Client().send(new DescribeVpcsCommand({ Filters: [{ Name: "is-default", Values: ["false"] }] })),
  ]);
  const logGroups: string[] = [];
  for await (const page of paginateDescribeLogGroups({ client: new CloudWatchLogsClient() }, {}))
    for (const { logGroupName } of page.logGroups ?? [])
      if (
        logGroupName !== undefined &&
        !logGroupName.startsWith("/aws/lambda/") &&
        !logGroupName.startsWith("/aws/vendedlogs/")
      )
        logGroups.push(`log group ${logGroupName}`);
  return [
    ...(buckets.Buckets ?? []).map(({ Name }) => `bucket ${Name}`),
    ...(databases.DBInstances ?? []).map(({ DBInstanceIdentifier }) => `database ${DBInstanceIdentifier}`),
    ...(clusters.clusterArns ?? []).map((arn) => `cluster ${arn.split("/").at(-1)}`),
    ...(networks.Vpcs ?? []).map(
      ({ VpcId, Tags = [] }) =>
        `network ${VpcId} of ${Tags.find(({ Key }) => Key === "aws:cloudformation:stack-name")?.Value ?? "no stack"}`,
    ),
    ...logGroups,
  ];
}
