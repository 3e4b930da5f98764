import { carriesName } from "../domain/rollback/carries-name.ts";
import { resourceOfArn } from "../domain/rollback/resource-of-arn.ts";
import type { Finder, Found } from "../ports.ts";

/** Source: Resource Groups Tagging API reference, GetResources: at most 20 values of a tag. */
const mostTagValues = 20;

/** Finds resources by their tags and by their names, through the services that list them. */
export const awsFinder = (): Finder => ({
  async byTag(stackIds) {
    const { paginateGetResources, ResourceGroupsTaggingAPIClient } = await import(
      "@aws-sdk/client-resource-groups-tagging-api"
    );
    const client = new ResourceGroupsTaggingAPIClient();
    const found: Found[] = [];
    for (let at = 0; at < stackIds.length; at += mostTagValues) {
      const Values = stackIds.slice(at, at + mostTagValues);
      const TagFilters = [{ Key: "aws:cloudformation:stack-id", Values }];
      for await (const page of paginateGetResources({ client }, { TagFilters }))
        for (const { ResourceARN } of page.ResourceTagMappingList ?? [])
          if (ResourceARN !== undefined) found.push({ ...resourceOfArn(ResourceARN), createdAtMs: null });
    }
    return found;
  },
  async byName(name, networks) {
    const lists = await Promise.all([
      logGroupsNamed(name),
      bucketsNamed(name),
      snapshotsNamed(name),
      interfacesIn(networks),
    ]);
    return lists.flat();
  },
});

/** Log groups, whoever made them: a function, a database, CloudFormation. */
async function logGroupsNamed(name: string): Promise<Found[]> {
  const { CloudWatchLogsClient, paginateDescribeLogGroups } = await import("@aws-sdk/client-cloudwatch-logs");
  const found: Found[] = [];
  const pages = paginateDescribeLogGroups(
    { client: new CloudWatchLogsClient() },
    { logGroupNamePattern: name },
  );
  for await (const page of pages)
    for (const { logGroupName = "", creationTime = null } of page.logGroups ?? [])
      if (carriesName(logGroupName, name))
        found.push({ type: "AWS::Logs::LogGroup", id: logGroupName, createdAtMs: creationTime });
  return found;
}

async function bucketsNamed(name: string): Promise<Found[]> {
  const { ListBucketsCommand, S3Client } = await import("@aws-sdk/client-s3");
  const { Buckets = [] } = await new S3Client({ forcePathStyle: true }).send(new ListBucketsCommand({}));
  return Buckets.filter(({ Name = "" }) => carriesName(Name, name)).map(({ Name = "", CreationDate }) => ({
    type: "AWS::S3::Bucket",
    id: Name,
    createdAtMs: CreationDate?.getTime() ?? null,
  }));
}

/** Snapshots carry the name of what they are of, or of the stack that took them. Automated ones go with their database. */
async function snapshotsNamed(name: string): Promise<Found[]> {
  const { paginateDescribeDBClusterSnapshots, paginateDescribeDBSnapshots, RDSClient } = await import(
    "@aws-sdk/client-rds"
  );
  const client = new RDSClient();
  const found: Found[] = [];
  const isNamed = (...names: readonly (string | undefined)[]) =>
    names.some((one) => one !== undefined && carriesName(one, name));
  for await (const page of paginateDescribeDBSnapshots({ client }, {}))
    for (const {
      DBSnapshotIdentifier: id = "",
      DBInstanceIdentifier,
      SnapshotCreateTime,
    } of page.DBSnapshots ?? [])
      if (isNamed(id, DBInstanceIdentifier))
        found.push({
          type: "AWS::RDS::DBSnapshot",
          id,
          createdAtMs: SnapshotCreateTime?.getTime() ?? null,
        });
  for await (const page of paginateDescribeDBClusterSnapshots({ client }, {}))
    for (const {
      DBClusterSnapshotIdentifier: id = "",
      DBClusterIdentifier,
      SnapshotCreateTime,
    } of page.DBClusterSnapshots ?? [])
      if (isNamed(id, DBClusterIdentifier))
        found.push({
          type: "AWS::RDS::DBClusterSnapshot",
          id,
          createdAtMs: SnapshotCreateTime?.getTime() ?? null,
        });
  return found;
}

/** What is still plugged into a network keeps it from going. */
async function interfacesIn(networks: readonly string[]): Promise<Found[]> {
  if (networks.length === 0) return [];
  const { EC2Client, paginateDescribeNetworkInterfaces } = await import("@aws-sdk/client-ec2");
  const found: Found[] = [];
  const Filters = [{ Name: "vpc-id", Values: [...networks] }];
  for await (const page of paginateDescribeNetworkInterfaces({ client: new EC2Client() }, { Filters }))
    for (const { NetworkInterfaceId: id } of page.NetworkInterfaces ?? [])
      if (id !== undefined) found.push({ type: "AWS::EC2::NetworkInterface", id, createdAtMs: null });
  return found;
}
