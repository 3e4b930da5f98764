import { BackupClient, paginateListRecoveryPointsByResource } from "@aws-sdk/client-backup";
import { DynamoDBClient, ListBackupsCommand } from "@aws-sdk/client-dynamodb";
import { EC2Client, paginateDescribeSnapshots } from "@aws-sdk/client-ec2";
import {
  ElastiCacheClient,
  paginateDescribeSnapshots as paginateDescribeCacheSnapshots,
  paginateDescribeServerlessCacheSnapshots,
} from "@aws-sdk/client-elasticache";
import { FSxClient, paginateDescribeBackups } from "@aws-sdk/client-fsx";
import {
  MemoryDBClient,
  paginateDescribeSnapshots as paginateDescribeMemorySnapshots,
} from "@aws-sdk/client-memorydb";
import {
  DescribeDBClusterAutomatedBackupsCommand,
  paginateDescribeDBClusterSnapshots,
  paginateDescribeDBSnapshots,
  RDSClient,
} from "@aws-sdk/client-rds";
import { paginateDescribeClusterSnapshots, RedshiftClient } from "@aws-sdk/client-redshift";
import { paginateListSnapshots, RedshiftServerlessClient } from "@aws-sdk/client-redshift-serverless";
import type { Clients } from "../shared/environments/environments.ts";
import type { EnvironmentPlace } from "../shared/environments/roles.ts";
import { orAbsent } from "../shared/or-absent.ts";
import type { Found } from "./port.ts";

type List = (clients: Clients, id: string, place: EnvironmentPlace) => Promise<readonly Found[]>;

const listed = (listedBy: string, type: string, id = "", at?: Date): Found => ({
  type,
  id,
  createdAtMs: at?.getTime() ?? null,
  listedBy,
});

/** Snapshots of a volume, or those that were made for an image of an instance. */
const ofEc2 =
  (filter: string, wanted: (id: string) => string): List =>
  async (clients, id) => {
    const found: Found[] = [];
    const asked = { OwnerIds: ["self"], Filters: [{ Name: filter, Values: [wanted(id)] }] };
    for await (const { Snapshots = [] } of paginateDescribeSnapshots({ client: clients(EC2Client) }, asked))
      for (const { SnapshotId, StartTime } of Snapshots)
        found.push(listed("ec2:DescribeSnapshots", "AWS::EC2::Snapshot", SnapshotId, StartTime));
    return found;
  };

const ofCache =
  (by: "ReplicationGroupId" | "CacheClusterId"): List =>
  async (clients, id) => {
    const found: Found[] = [];
    const pages = paginateDescribeCacheSnapshots({ client: clients(ElastiCacheClient) }, { [by]: id });
    for await (const { Snapshots = [] } of pages)
      for (const { SnapshotName } of Snapshots)
        found.push(listed("elasticache:DescribeSnapshots", "AWS::ElastiCache::Snapshot", SnapshotName));
    return found;
  };

const ofServerlessCache: List = async (clients, ServerlessCacheName) => {
  const found: Found[] = [];
  const client = clients(ElastiCacheClient);
  for await (const page of paginateDescribeServerlessCacheSnapshots({ client }, { ServerlessCacheName }))
    for (const { ServerlessCacheSnapshotName, CreateTime } of page.ServerlessCacheSnapshots ?? [])
      found.push(
        listed(
          "elasticache:DescribeServerlessCacheSnapshots",
          "AWS::ElastiCache::ServerlessCacheSnapshot",
          ServerlessCacheSnapshotName,
          CreateTime,
        ),
      );
  return found;
};

const ofWarehouse: List = async (clients, ClusterIdentifier) => {
  const found: Found[] = [];
  const client = clients(RedshiftClient);
  for await (const { Snapshots = [] } of paginateDescribeClusterSnapshots({ client }, { ClusterIdentifier }))
    for (const { SnapshotIdentifier, SnapshotCreateTime } of Snapshots)
      found.push(
        listed(
          "redshift:DescribeClusterSnapshots",
          "AWS::Redshift::ClusterSnapshot",
          SnapshotIdentifier,
          SnapshotCreateTime,
        ),
      );
  return found;
};

const ofServerlessWarehouse: List = async (clients, namespaceName) => {
  const found: Found[] = [];
  const client = clients(RedshiftServerlessClient);
  for await (const { snapshots = [] } of paginateListSnapshots({ client }, { namespaceName }))
    for (const { snapshotName, snapshotCreateTime } of snapshots)
      found.push(
        listed(
          "redshift-serverless:ListSnapshots",
          "AWS::RedshiftServerless::Snapshot",
          snapshotName,
          snapshotCreateTime,
        ),
      );
  return found;
};

const ofMemory: List = async (clients, ClusterName) => {
  const found: Found[] = [];
  const client = clients(MemoryDBClient);
  for await (const { Snapshots = [] } of paginateDescribeMemorySnapshots({ client }, { ClusterName }))
    for (const { Name } of Snapshots)
      found.push(listed("memorydb:DescribeSnapshots", "AWS::MemoryDB::Snapshot", Name));
  return found;
};

/** A file system of FSx: a last backup is taken unless somebody declines it (FSx API reference, DeleteFileSystem). */
const ofSharedFiles: List = async (clients, id) => {
  const found: Found[] = [];
  const Filters = [{ Name: "file-system-id" as const, Values: [id] }];
  for await (const { Backups = [] } of paginateDescribeBackups({ client: clients(FSxClient) }, { Filters }))
    for (const { BackupId, CreationTime } of Backups)
      found.push(listed("fsx:DescribeBackups", "AWS::FSx::Backup", BackupId, CreationTime));
  return found;
};

const ofDatabase: List = async (clients, DBInstanceIdentifier) => {
  const found: Found[] = [];
  const client = clients(RDSClient);
  for await (const { DBSnapshots = [] } of paginateDescribeDBSnapshots({ client }, { DBInstanceIdentifier }))
    for (const { DBSnapshotIdentifier, SnapshotCreateTime } of DBSnapshots)
      found.push(
        listed("rds:DescribeDBSnapshots", "AWS::RDS::DBSnapshot", DBSnapshotIdentifier, SnapshotCreateTime),
      );
  return found;
};

/** Snapshots and retained backups of a cluster. DocumentDB's and Neptune's clusters are asked of RDS (RDS API reference, DescribeDBClusters). */
const ofDatabaseCluster: List = async (clients, DBClusterIdentifier) => {
  const found: Found[] = [];
  const client = clients(RDSClient);
  for await (const page of paginateDescribeDBClusterSnapshots({ client }, { DBClusterIdentifier }))
    for (const { DBClusterSnapshotIdentifier, SnapshotCreateTime } of page.DBClusterSnapshots ?? [])
      found.push(
        listed(
          "rds:DescribeDBClusterSnapshots",
          "AWS::RDS::DBClusterSnapshot",
          DBClusterSnapshotIdentifier,
          SnapshotCreateTime,
        ),
      );
  // An API without the call retains none.
  const retained = await orAbsent(
    client.send(new DescribeDBClusterAutomatedBackupsCommand({ DBClusterIdentifier })),
    "InvalidAction",
  );
  for (const { DbClusterResourceId, Status } of retained?.DBClusterAutomatedBackups ?? [])
    if (Status === "retained")
      found.push(
        listed(
          "rds:DescribeDBClusterAutomatedBackups",
          "AWS::RDS::ClusterAutomatedBackup",
          DbClusterResourceId,
        ),
      );
  return found;
};

/** Backups that somebody made. What DynamoDB keeps by itself of a table that is deleted costs nothing and expires (developer guide, "Point-in-time recovery"). */
const ofTable: List = async (clients, TableName) => {
  const { BackupSummaries = [] } = await clients(DynamoDBClient).send(
    new ListBackupsCommand({ TableName, BackupType: "USER" }),
  );
  return BackupSummaries.map(({ BackupArn, BackupCreationDateTime }) =>
    listed("dynamodb:ListBackups", "AWS::DynamoDB::Backup", BackupArn, BackupCreationDateTime),
  );
};

/** What AWS Backup keeps of a file system: its automatic backups outlive it (EFS user guide, "Automatic backups"). */
const ofFileSystem: List = async (clients, id, { partition, region, account }) => {
  const found: Found[] = [];
  const ResourceArn = `arn:${partition}:elasticfilesystem:${region}:${account}:file-system/${id}`;
  const client = clients(BackupClient);
  for await (const { RecoveryPoints = [] } of paginateListRecoveryPointsByResource(
    { client },
    { ResourceArn },
  ))
    for (const { RecoveryPointArn, CreationDate } of RecoveryPoints)
      found.push(
        listed(
          "backup:ListRecoveryPointsByResource",
          "AWS::Backup::RecoveryPoint",
          RecoveryPointArn,
          CreationDate,
        ),
      );
  return found;
};

/** How the snapshots and backups of each type are listed. They outlive their resource, and no event names them. */
const lists: Readonly<Record<string, List>> = {
  "AWS::DocDB::DBCluster": ofDatabaseCluster,
  "AWS::DynamoDB::GlobalTable": ofTable,
  "AWS::DynamoDB::Table": ofTable,
  "AWS::EC2::Instance": ofEc2("description", (id) => `*${id}*`),
  "AWS::EC2::Volume": ofEc2("volume-id", (id) => id),
  "AWS::EFS::FileSystem": ofFileSystem,
  "AWS::ElastiCache::CacheCluster": ofCache("CacheClusterId"),
  "AWS::ElastiCache::ReplicationGroup": ofCache("ReplicationGroupId"),
  "AWS::ElastiCache::ServerlessCache": ofServerlessCache,
  "AWS::FSx::FileSystem": ofSharedFiles,
  "AWS::MemoryDB::Cluster": ofMemory,
  "AWS::Neptune::DBCluster": ofDatabaseCluster,
  "AWS::RDS::DBCluster": ofDatabaseCluster,
  "AWS::RDS::DBInstance": ofDatabase,
  "AWS::Redshift::Cluster": ofWarehouse,
  "AWS::RedshiftServerless::Namespace": ofServerlessWarehouse,
};

/** The types whose snapshots and backups are listed. */
export const backedUpTypes: readonly string[] = Object.keys(lists);

/** The snapshots and backups of a resource; none if none of its type is known to outlive it. */
export const backupsOf = async (
  { type, id }: { readonly type: string; readonly id: string },
  clients: Clients,
  place: EnvironmentPlace,
): Promise<readonly Found[]> =>
  Object.hasOwn(lists, type) ? ((await lists[type]?.(clients, id, place)) ?? []) : [];
