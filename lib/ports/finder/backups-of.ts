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
import { allPages } from "../shared/all-pages.ts";
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
  (clients, id) => {
    const asked = { OwnerIds: ["self"], Filters: [{ Name: filter, Values: [wanted(id)] }] };
    const pages = paginateDescribeSnapshots({ client: clients(EC2Client) }, asked);
    return allPages(pages, ({ Snapshots = [] }) =>
      Snapshots.map(({ SnapshotId, StartTime }) =>
        listed("ec2:DescribeSnapshots", "AWS::EC2::Snapshot", SnapshotId, StartTime),
      ),
    );
  };

const ofCache =
  (by: "ReplicationGroupId" | "CacheClusterId"): List =>
  (clients, id) => {
    const pages = paginateDescribeCacheSnapshots({ client: clients(ElastiCacheClient) }, { [by]: id });
    return allPages(pages, ({ Snapshots = [] }) =>
      Snapshots.map(({ SnapshotName }) =>
        listed("elasticache:DescribeSnapshots", "AWS::ElastiCache::Snapshot", SnapshotName),
      ),
    );
  };

const ofServerlessCache: List = (clients, ServerlessCacheName) => {
  const client = clients(ElastiCacheClient);
  const pages = paginateDescribeServerlessCacheSnapshots({ client }, { ServerlessCacheName });
  return allPages(pages, ({ ServerlessCacheSnapshots = [] }) =>
    ServerlessCacheSnapshots.map(({ ServerlessCacheSnapshotName, CreateTime }) =>
      listed(
        "elasticache:DescribeServerlessCacheSnapshots",
        "AWS::ElastiCache::ServerlessCacheSnapshot",
        ServerlessCacheSnapshotName,
        CreateTime,
      ),
    ),
  );
};

const ofWarehouse: List = (clients, ClusterIdentifier) => {
  const pages = paginateDescribeClusterSnapshots({ client: clients(RedshiftClient) }, { ClusterIdentifier });
  return allPages(pages, ({ Snapshots = [] }) =>
    Snapshots.map(({ SnapshotIdentifier, SnapshotCreateTime }) =>
      listed(
        "redshift:DescribeClusterSnapshots",
        "AWS::Redshift::ClusterSnapshot",
        SnapshotIdentifier,
        SnapshotCreateTime,
      ),
    ),
  );
};

const ofServerlessWarehouse: List = (clients, namespaceName) => {
  const pages = paginateListSnapshots({ client: clients(RedshiftServerlessClient) }, { namespaceName });
  return allPages(pages, ({ snapshots = [] }) =>
    snapshots.map(({ snapshotName, snapshotCreateTime }) =>
      listed(
        "redshift-serverless:ListSnapshots",
        "AWS::RedshiftServerless::Snapshot",
        snapshotName,
        snapshotCreateTime,
      ),
    ),
  );
};

const ofMemory: List = (clients, ClusterName) => {
  const pages = paginateDescribeMemorySnapshots({ client: clients(MemoryDBClient) }, { ClusterName });
  return allPages(pages, ({ Snapshots = [] }) =>
    Snapshots.map(({ Name }) => listed("memorydb:DescribeSnapshots", "AWS::MemoryDB::Snapshot", Name)),
  );
};

/** A file system of FSx: a last backup is taken unless somebody declines it (FSx API reference, DeleteFileSystem). */
const ofSharedFiles: List = (clients, id) => {
  const Filters = [{ Name: "file-system-id" as const, Values: [id] }];
  const pages = paginateDescribeBackups({ client: clients(FSxClient) }, { Filters });
  return allPages(pages, ({ Backups = [] }) =>
    Backups.map(({ BackupId, CreationTime }) =>
      listed("fsx:DescribeBackups", "AWS::FSx::Backup", BackupId, CreationTime),
    ),
  );
};

const ofDatabase: List = (clients, DBInstanceIdentifier) => {
  const pages = paginateDescribeDBSnapshots({ client: clients(RDSClient) }, { DBInstanceIdentifier });
  return allPages(pages, ({ DBSnapshots = [] }) =>
    DBSnapshots.map(({ DBSnapshotIdentifier, SnapshotCreateTime }) =>
      listed("rds:DescribeDBSnapshots", "AWS::RDS::DBSnapshot", DBSnapshotIdentifier, SnapshotCreateTime),
    ),
  );
};

/** Snapshots and retained backups of a cluster. DocumentDB's and Neptune's clusters are asked of RDS (RDS API reference, DescribeDBClusters). */
const ofDatabaseCluster: List = async (clients, DBClusterIdentifier) => {
  const client = clients(RDSClient);
  const pages = paginateDescribeDBClusterSnapshots({ client }, { DBClusterIdentifier });
  const snapshots = await allPages(pages, ({ DBClusterSnapshots = [] }) =>
    DBClusterSnapshots.map(({ DBClusterSnapshotIdentifier, SnapshotCreateTime }) =>
      listed(
        "rds:DescribeDBClusterSnapshots",
        "AWS::RDS::DBClusterSnapshot",
        DBClusterSnapshotIdentifier,
        SnapshotCreateTime,
      ),
    ),
  );
  // An API without the call retains none.
  const told = await orAbsent(
    client.send(new DescribeDBClusterAutomatedBackupsCommand({ DBClusterIdentifier })),
    "InvalidAction",
  );
  const retained = (told?.DBClusterAutomatedBackups ?? [])
    .filter(({ Status }) => Status === "retained")
    .map(({ DbClusterResourceId }) =>
      listed(
        "rds:DescribeDBClusterAutomatedBackups",
        "AWS::RDS::ClusterAutomatedBackup",
        DbClusterResourceId,
      ),
    );
  return [...snapshots, ...retained];
};

/** Backups that somebody made. What DynamoDB keeps by itself of a table that is deleted costs nothing and expires (developer guide, "Point-in-time recovery"). */
const ofTable: List = async (clients, TableName) => {
  const found: Found[] = [];
  let after: string | undefined;
  do {
    const { BackupSummaries = [], LastEvaluatedBackupArn } = await clients(DynamoDBClient).send(
      new ListBackupsCommand({
        TableName,
        BackupType: "USER",
        ...(after === undefined ? {} : { ExclusiveStartBackupArn: after }),
      }),
    );
    for (const { BackupArn, BackupCreationDateTime } of BackupSummaries)
      found.push(listed("dynamodb:ListBackups", "AWS::DynamoDB::Backup", BackupArn, BackupCreationDateTime));
    after = LastEvaluatedBackupArn;
  } while (after !== undefined);
  return found;
};

/** What AWS Backup keeps of a file system: its automatic backups outlive it (EFS user guide, "Automatic backups"). */
const ofFileSystem: List = (clients, id, { partition, region, account }) => {
  const ResourceArn = `arn:${partition}:elasticfilesystem:${region}:${account}:file-system/${id}`;
  const pages = paginateListRecoveryPointsByResource({ client: clients(BackupClient) }, { ResourceArn });
  return allPages(pages, ({ RecoveryPoints = [] }) =>
    RecoveryPoints.map(({ RecoveryPointArn, CreationDate }) =>
      listed(
        "backup:ListRecoveryPointsByResource",
        "AWS::Backup::RecoveryPoint",
        RecoveryPointArn,
        CreationDate,
      ),
    ),
  );
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
