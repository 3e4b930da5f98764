import { CloudFormationClient, paginateListStacks } from "@aws-sdk/client-cloudformation";
import { CloudWatchLogsClient, paginateDescribeLogGroups } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeVpcsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { ECSClient, ListClustersCommand } from "@aws-sdk/client-ecs";
import { DescribeDBInstancesCommand, RDSClient } from "@aws-sdk/client-rds";
import { ListBucketsCommand } from "@aws-sdk/client-s3";
import type { Environment } from "../../domain/environment.ts";
import { standingOf } from "../../domain/step/stack-status.ts";
import type { Installation } from "../../installation/installation.ts";
import { bucketsOf } from "../../ports/shared/environments/buckets.ts";
import type { Clients } from "../../ports/shared/environments/environments.ts";
import { stackReaderIn } from "../../ports/stack-reader/aws.ts";
import type { StackReader } from "../../ports/stack-reader/port.ts";
import { describedRows, type RehearsedType } from "../../resources/resources.ts";
import { environmentsOf } from "../environments-of.ts";

/** What exists of one environment, read from the environment itself. */
export type Remains = {
  /** Every stack by its name: what is deployed and which resources it has. Equal texts mean equal stacks. */
  readonly stacks: ReadonlyMap<string, string>;
  /** Resources of the types that a rehearsal lists, if they carry the environment's name or belong to its stacks. */
  readonly resources: readonly string[];
};

/** Lists what exists of each environment of an application, each in its own account, without asking the records. */
export async function remainsOf(installation: Installation): Promise<Readonly<Record<Environment, Remains>>> {
  const reached = environmentsOf(installation);
  const reader = stackReaderIn(reached);
  const of = async (environment: Environment): Promise<Remains> => {
    const clients = reached.clients("look", environment);
    const prefix = `${installation.application}-${environment}`;
    const [stacks, named] = await Promise.all([standingStacks(clients), everythingNamed(clients)]);
    const own = stacks.filter((name) => name.startsWith(`${prefix}-`));
    const described = await Promise.all(
      own.map(async (name) => [name, await describe(reader, name)] as const),
    );
    return { stacks: new Map(described), resources: named.filter((name) => name.includes(prefix)) };
  };
  const [development, staging, production] = await Promise.all([
    of("development"),
    of("staging"),
    of("production"),
  ]);
  return { development, staging, production };
}

async function describe(reader: StackReader, stack: string): Promise<string> {
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

async function standingStacks(clients: Clients): Promise<readonly string[]> {
  const names: string[] = [];
  const client = clients(CloudFormationClient);
  for await (const { StackSummaries = [] } of paginateListStacks({ client }, {}))
    for (const { StackName, StackStatus } of StackSummaries)
      if (StackName !== undefined && standingOf(StackStatus ?? null) !== "absent") names.push(StackName);
  return names;
}

/** Lists each type that a rehearsal looks for in the account. */
const lists: { readonly [T in RehearsedType]: (clients: Clients) => Promise<readonly string[]> } = {
  "AWS::S3::Bucket": async (clients) => {
    const { Buckets = [] } = await bucketsOf(clients).send(new ListBucketsCommand({}));
    return Buckets.map(({ Name = "" }) => Name);
  },
  "AWS::RDS::DBInstance": async (clients) => {
    const { DBInstances = [] } = await clients(RDSClient).send(new DescribeDBInstancesCommand({}));
    return DBInstances.map(({ DBInstanceIdentifier = "" }) => DBInstanceIdentifier);
  },
  "AWS::ECS::Cluster": async (clients) => {
    const { clusterArns = [] } = await clients(ECSClient).send(new ListClustersCommand({}));
    return clusterArns.map((arn) => arn.split("/").at(-1) ?? arn);
  },
  "AWS::EC2::VPC": async (clients) => {
    const Filters = [{ Name: "is-default", Values: ["false"] }];
    const { Vpcs = [] } = await clients(EC2Client).send(new DescribeVpcsCommand({ Filters }));
    return Vpcs.map(({ VpcId, Tags = [] }) => {
      const stack = Tags.find(({ Key }) => Key === "aws:cloudformation:stack-name")?.Value;
      return `${VpcId} of ${stack ?? "no stack"}`;
    });
  },
  "AWS::Logs::LogGroup": async (clients) => {
    const names: string[] = [];
    for await (const page of paginateDescribeLogGroups({ client: clients(CloudWatchLogsClient) }, {}))
      for (const { logGroupName = "" } of page.logGroups ?? []) names.push(logGroupName);
    return names;
  },
};

/** Everything in an environment's account of the types that a rollback must not leave, under a name that says which environment owns it. */
async function everythingNamed(clients: Clients): Promise<readonly string[]> {
  const listed = await Promise.all(
    Object.entries(lists).map(async ([type, list]) => {
      const noun = describedRows.find((one) => one.type === type)?.row.rehearsed;
      return (await list(clients)).map((name) => `${noun} ${name}`);
    }),
  );
  return listed.flat();
}
