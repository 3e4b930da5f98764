import { BackupClient, ListRecoveryPointsByResourceCommand } from "@aws-sdk/client-backup";
import { DynamoDBClient, ListBackupsCommand } from "@aws-sdk/client-dynamodb";
import { DescribeSnapshotsCommand, EC2Client } from "@aws-sdk/client-ec2";
import {
  DescribeSnapshotsCommand as DescribeCacheSnapshotsCommand,
  DescribeServerlessCacheSnapshotsCommand,
  ElastiCacheClient,
} from "@aws-sdk/client-elasticache";
import { DescribeBackupsCommand, FSxClient } from "@aws-sdk/client-fsx";
import {
  DescribeSnapshotsCommand as DescribeMemorySnapshotsCommand,
  MemoryDBClient,
} from "@aws-sdk/client-memorydb";
import {
  DescribeDBClusterAutomatedBackupsCommand,
  DescribeDBClusterSnapshotsCommand,
  DescribeDBSnapshotsCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
import { DescribeClusterSnapshotsCommand, RedshiftClient } from "@aws-sdk/client-redshift";
import { ListSnapshotsCommand, RedshiftServerlessClient } from "@aws-sdk/client-redshift-serverless";
import { mockClient } from "aws-sdk-client-mock";
import { finderIn } from "../../../lib/ports/finder/aws.ts";
import { backedUpTypes } from "../../../lib/ports/finder/backups-of.ts";
import { reached } from "../../fixtures/reached.ts";

const mocks = {
  backup: mockClient(BackupClient),
  dynamodb: mockClient(DynamoDBClient),
  ec2: mockClient(EC2Client),
  cache: mockClient(ElastiCacheClient),
  rds: mockClient(RDSClient),
  redshift: mockClient(RedshiftClient),
  serverless: mockClient(RedshiftServerlessClient),
  memory: mockClient(MemoryDBClient),
  files: mockClient(FSxClient),
};
beforeEach(() => {
  for (const mock of Object.values(mocks)) mock.reset();
});
afterAll(() => {
  for (const mock of Object.values(mocks)) mock.restore();
});

const finder = finderIn(reached("development"));
const idsOf = async (type: string) =>
  (await finder.backupsOf([{ type, id: "shop" }])).map(({ id, listedBy }) => `${listedBy} ${id}`);

describe("the snapshots and backups of a resource that is gone", () => {
  test("are listed by its id, in each service", async () => {
    const { backup, dynamodb, ec2, cache, rds, redshift, serverless, memory, files } = mocks;
    serverless
      .on(ListSnapshotsCommand, { namespaceName: "shop" })
      .resolves({ snapshots: [{ snapshotName: "rows-2" }] });
    memory
      .on(DescribeMemorySnapshotsCommand, { ClusterName: "shop" })
      .resolves({ Snapshots: [{ Name: "memory-1" }] });
    files
      .on(DescribeBackupsCommand, { Filters: [{ Name: "file-system-id", Values: ["shop"] }] })
      .resolves({ Backups: [{ BackupId: "backup-2" } as never] });
    const volume = { OwnerIds: ["self"], Filters: [{ Name: "volume-id", Values: ["shop"] }] };
    const image = { OwnerIds: ["self"], Filters: [{ Name: "description", Values: ["*shop*"] }] };
    ec2.on(DescribeSnapshotsCommand, volume).resolves({ Snapshots: [{ SnapshotId: "snap-1" }] });
    ec2.on(DescribeSnapshotsCommand, image).resolves({ Snapshots: [{ SnapshotId: "snap-2" }] });
    cache
      .on(DescribeCacheSnapshotsCommand, { ReplicationGroupId: "shop" })
      .resolves({ Snapshots: [{ SnapshotName: "cache-1" }] })
      .on(DescribeCacheSnapshotsCommand, { CacheClusterId: "shop" })
      .resolves({ Snapshots: [{ SnapshotName: "cache-2" }] })
      .on(DescribeServerlessCacheSnapshotsCommand, { ServerlessCacheName: "shop" })
      .resolves({ ServerlessCacheSnapshots: [{ ServerlessCacheSnapshotName: "cache-3" }] });
    redshift
      .on(DescribeClusterSnapshotsCommand, { ClusterIdentifier: "shop" })
      .resolves({ Snapshots: [{ SnapshotIdentifier: "rows-1" }] });
    rds
      .on(DescribeDBSnapshotsCommand, { DBInstanceIdentifier: "shop" })
      .resolves({ DBSnapshots: [{ DBSnapshotIdentifier: "db-1" }] })
      .on(DescribeDBClusterSnapshotsCommand, { DBClusterIdentifier: "shop" })
      .resolves({ DBClusterSnapshots: [{ DBClusterSnapshotIdentifier: "db-2" }] })
      .on(DescribeDBClusterAutomatedBackupsCommand, { DBClusterIdentifier: "shop" })
      .resolves({
        DBClusterAutomatedBackups: [
          { DbClusterResourceId: "db-3", Status: "retained" },
          { DbClusterResourceId: "db-4", Status: "active" },
        ],
      });
    dynamodb
      .on(ListBackupsCommand, { TableName: "shop", BackupType: "USER" })
      .resolves({ BackupSummaries: [], LastEvaluatedBackupArn: "page-1" })
      .on(ListBackupsCommand, { TableName: "shop", ExclusiveStartBackupArn: "page-1" })
      .resolves({ BackupSummaries: [{ BackupArn: "backup-1" }] });
    const file = "arn:aws:elasticfilesystem:us-east-1:222222222222:file-system/shop";
    backup
      .on(ListRecoveryPointsByResourceCommand, { ResourceArn: file })
      .resolves({ RecoveryPoints: [{ RecoveryPointArn: "point-1" }] });
    const ofCluster = ["rds:DescribeDBClusterSnapshots db-2", "rds:DescribeDBClusterAutomatedBackups db-3"];

    const found = await Promise.all(backedUpTypes.map(async (type) => [type, await idsOf(type)]));
    expect(Object.fromEntries(found)).toEqual({
      "AWS::DocDB::DBCluster": ofCluster,
      "AWS::DynamoDB::GlobalTable": ["dynamodb:ListBackups backup-1"],
      "AWS::DynamoDB::Table": ["dynamodb:ListBackups backup-1"],
      "AWS::EC2::Instance": ["ec2:DescribeSnapshots snap-2"],
      "AWS::EC2::Volume": ["ec2:DescribeSnapshots snap-1"],
      "AWS::EFS::FileSystem": ["backup:ListRecoveryPointsByResource point-1"],
      "AWS::ElastiCache::CacheCluster": ["elasticache:DescribeSnapshots cache-2"],
      "AWS::ElastiCache::ReplicationGroup": ["elasticache:DescribeSnapshots cache-1"],
      "AWS::ElastiCache::ServerlessCache": ["elasticache:DescribeServerlessCacheSnapshots cache-3"],
      "AWS::FSx::FileSystem": ["fsx:DescribeBackups backup-2"],
      "AWS::MemoryDB::Cluster": ["memorydb:DescribeSnapshots memory-1"],
      "AWS::Neptune::DBCluster": ofCluster,
      "AWS::RDS::DBCluster": ofCluster,
      "AWS::RDS::DBInstance": ["rds:DescribeDBSnapshots db-1"],
      "AWS::Redshift::Cluster": ["redshift:DescribeClusterSnapshots rows-1"],
      "AWS::RedshiftServerless::Namespace": ["redshift-serverless:ListSnapshots rows-2"],
    });
  });

  test("are none of a type that leaves none, and nothing is asked", async () => {
    expect(await finder.backupsOf([{ type: "AWS::SQS::Queue", id: "shop" }])).toEqual([]);
  });

  test("are not none because the call was refused", async () => {
    mocks.redshift
      .on(DescribeClusterSnapshotsCommand)
      .rejects(Object.assign(new Error("no"), { name: "AccessDeniedException" }));

    await expect(finder.backupsOf([{ type: "AWS::Redshift::Cluster", id: "shop" }])).rejects.toMatchObject({
      name: "AccessDeniedException",
    });
  });
});
