import { CloudFormationClient, paginateDescribeStacks } from "@aws-sdk/client-cloudformation";
import { CloudWatchLogsClient, paginateDescribeLogGroups } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeVpcsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { ECSClient, ListClustersCommand } from "@aws-sdk/client-ecs";
import { DescribeDBInstancesCommand, RDSClient } from "@aws-sdk/client-rds";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { type Environment, environments } from "../domain/environment.ts";
import { standingOf } from "../domain/step/stack-status.ts";
import { awsStackReader } from "../ports/stack-reader/aws.ts";

/** What there is of one environment, read from the environment itself. */
export type Remains = {
  /** Every stack by its name: what is deployed and which resources it has. The same text is the same stack. */
  readonly stacks: ReadonlyMap<string, string>;
  /** Buckets, databases, clusters, networks and log groups that carry the environment's name, or belong to its stacks. */
  readonly resources: readonly string[];
};

/** Reads what there is of each environment of an application by listing, without asking the records. */
export async function remainsOf(application: string): Promise<Readonly<Record<Environment, Remains>>> {
  const [stacks, named] = await Promise.all([standingStacks(), everythingNamed()]);
  const of = async (environment: Environment): Promise<Remains> => {
    const prefix = `${application}-${environment}`;
    const mine = stacks.filter((name) => name.startsWith(`${prefix}-`));
    const described = await Promise.all(mine.map(async (name) => [name, await describe(name)] as const));
    return { stacks: new Map(described), resources: named.filter((name) => name.includes(prefix)) };
  };
  const [development, staging, production] = await Promise.all(environments.map(of));
  if (development === undefined || staging === undefined || production === undefined)
    throw new Error("an environment was not read");
  return { development, staging, production };
}

async function describe(stack: string): Promise<string> {
  const reader = awsStackReader();
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

/** Everything of the kinds that a rollback must not leave, under a name that tells whose it is. */
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
        `network ${VpcId} of ${Tags.find(({ Key }) => Key === "aws:cloudformation:stack-name")?.Value ?? "nobody"}`,
    ),
    ...logGroups,
  ];
}
