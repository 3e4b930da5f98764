import { CloudFormationClient, paginateDescribeStacks } from "@aws-sdk/client-cloudformation";
import { CloudWatchLogsClient, paginateDescribeLogGroups } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeVpcsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { ECSClient, ListClustersCommand } from "@aws-sdk/client-ecs";
import { DescribeDBInstancesCommand, RDSClient } from "@aws-sdk/client-rds";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { type Environment, environments } from "../../domain/environment.ts";
import { standingOf } from "../../domain/step/stack-status.ts";
import { awsStackReader } from "../../ports/stack-reader/aws.ts";
import { describedRows, type RehearsedType } from "../../resources/resources.ts";

/** What exists of one environment, read from the environment itself. */
export type Remains = {
  /** Every stack by its name: what is deployed and which resources it has. Equal texts mean equal stacks. */
  readonly stacks: ReadonlyMap<string, string>;
  /** Resources of the types that a rehearsal lists, if they carry the environment's name or belong to its stacks. */
  readonly resources: readonly string[];
};

/** Lists what exists of each environment of an application, without asking the records. */
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

/** Lists each type that a rehearsal looks for in the account. */
const lists: { readonly [T in RehearsedType]: () => Promise<readonly string[]> } = {
  "AWS::S3::Bucket": async () => {
    const { Buckets = [] } = await new S3Client({ forcePathStyle: true }).send(new ListBucketsCommand({}));
    return Buckets.map(({ Name = "" }) => Name);
  },
  "AWS::RDS::DBInstance": async () => {
    const { DBInstances = [] } = await new RDSClient().send(new DescribeDBInstancesCommand({}));
    return DBInstances.map(({ DBInstanceIdentifier = "" }) => DBInstanceIdentifier);
  },
  "AWS::ECS::Cluster": async () => {
    const { clusterArns = [] } = await new ECSClient().send(new ListClustersCommand({}));
    return clusterArns.map((arn) => arn.split("/").at(-1) ?? arn);
  },
  "AWS::EC2::VPC": async () => {
    const Filters = [{ Name: "is-default", Values: ["false"] }];
    const { Vpcs = [] } = await new EC2Client().send(new DescribeVpcsCommand({ Filters }));
    return Vpcs.map(({ VpcId, Tags = [] }) => {
      const stack = Tags.find(({ Key }) => Key === "aws:cloudformation:stack-name")?.Value;
      return `${VpcId} of ${stack ?? "no stack"}`;
    });
  },
  "AWS::Logs::LogGroup": async () => {
    const names: string[] = [];
    for await (const page of paginateDescribeLogGroups({ client: new CloudWatchLogsClient() }, {}))
      for (const { logGroupName = "" } of page.logGroups ?? []) names.push(logGroupName);
    // The control plane's own: Lambda and Step Functions write there.
    return names.filter((name) => !name.startsWith("/aws/lambda/") && !name.startsWith("/aws/vendedlogs/"));
  },
};

/** Everything in the account of the types that a rollback must not leave, under a name that says which environment owns it. */
async function everythingNamed(): Promise<readonly string[]> {
  const listed = await Promise.all(
    Object.entries(lists).map(async ([type, list]) => {
      const noun = describedRows.find((one) => one.type === type)?.row.rehearsed;
      return (await list()).map((name) => `${noun} ${name}`);
    }),
  );
  return listed.flat();
}
