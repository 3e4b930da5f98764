import {
  DescribeDBClusterSnapshotAttributesCommand,
  DescribeDBClusterSnapshotsCommand,
  DescribeDBClustersCommand,
  DescribeDBInstanceAutomatedBackupsCommand,
  DescribeDBInstancesCommand,
  DescribeDBParameterGroupsCommand,
  DescribeDBSnapshotAttributesCommand,
  DescribeDBSnapshotsCommand,
  DescribeDBSubnetGroupsCommand,
  paginateDescribeDBClusterSnapshots,
  paginateDescribeDBSnapshots,
  RDSClient,
} from "@aws-sdk/client-rds";
import type { Clients } from "../../shared/environments/environments.ts";
import { orAbsent } from "../../shared/or-absent.ts";
import type { Describe, Readers } from "../describe.ts";

/** A database instance. */
const dbInstance: Describe<"AWS::RDS::DBInstance"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(RDSClient).send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: id })),
    "DBInstanceNotFound",
    "DBInstanceNotFoundFault",
  );
  const [found] = seen?.DBInstances ?? [];
  if (found === undefined) return null;
  return {
    status: found.DBInstanceStatus ?? "unknown",
    publiclyAccessible: found.PubliclyAccessible ?? null,
    encrypted: found.StorageEncrypted ?? false,
    multiAz: found.MultiAZ ?? false,
    backupDays: found.BackupRetentionPeriod ?? 0,
    deletionProtected: found.DeletionProtection ?? false,
    // The answer looks the same whether nothing is exported or exports aren't reported: it counts as unobservable.
    exportedLogs:
      (found.EnabledCloudwatchLogsExports ?? []).length > 0
        ? (found.EnabledCloudwatchLogsExports ?? null)
        : null,
    publicSnapshots: await publicSnapshotsOf(clients, id),
  };
};

type Attributes = readonly {
  readonly AttributeName?: string | undefined;
  readonly AttributeValues?: readonly string[] | undefined;
}[];

/** Source: RDS API reference, ModifyDBSnapshotAttribute: `all` lets every account restore the snapshot. */
const isPublic = (attributes: Attributes): boolean =>
  attributes.some(
    ({ AttributeName, AttributeValues = [] }) =>
      AttributeName === "restore" && AttributeValues.includes("all"),
  );

/** The snapshots of a database that everyone may restore; null if that is not told. Only manual ones can be shared. */
async function publicSnapshotsOf(clients: Clients, id: string): Promise<readonly string[] | null> {
  const rds = clients(RDSClient);
  const open: string[] = [];
  const pages = paginateDescribeDBSnapshots(
    { client: rds },
    { DBInstanceIdentifier: id, SnapshotType: "manual" },
  );
  for await (const { DBSnapshots = [] } of pages)
    for (const { DBSnapshotIdentifier } of DBSnapshots) {
      const told = await orAbsent(
        rds.send(new DescribeDBSnapshotAttributesCommand({ DBSnapshotIdentifier })),
        "InvalidAction",
      );
      const attributes = told?.DBSnapshotAttributesResult?.DBSnapshotAttributes;
      if (attributes === undefined) return null;
      if (isPublic(attributes)) open.push(DBSnapshotIdentifier ?? "");
    }
  return open.sort();
}

/** A database cluster. */
const dbCluster: Describe<"AWS::RDS::DBCluster"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(RDSClient).send(new DescribeDBClustersCommand({ DBClusterIdentifier: id })),
    "DBClusterNotFoundFault",
    "DBClusterNotFound",
  );
  const [found] = seen?.DBClusters ?? [];
  if (found === undefined) return null;
  return {
    status: found.Status ?? "unknown",
    publiclyAccessible: found.PubliclyAccessible ?? false,
    encrypted: found.StorageEncrypted ?? false,
    backupDays: found.BackupRetentionPeriod ?? 0,
    deletionProtected: found.DeletionProtection ?? false,
    publicSnapshots: await publicClusterSnapshotsOf(clients, id),
  };
};

async function publicClusterSnapshotsOf(clients: Clients, id: string): Promise<readonly string[] | null> {
  const rds = clients(RDSClient);
  const open: string[] = [];
  const pages = paginateDescribeDBClusterSnapshots(
    { client: rds },
    { DBClusterIdentifier: id, SnapshotType: "manual" },
  );
  for await (const { DBClusterSnapshots = [] } of pages)
    for (const { DBClusterSnapshotIdentifier } of DBClusterSnapshots) {
      const told = await orAbsent(
        rds.send(new DescribeDBClusterSnapshotAttributesCommand({ DBClusterSnapshotIdentifier })),
        "InvalidAction",
      );
      const attributes = told?.DBClusterSnapshotAttributesResult?.DBClusterSnapshotAttributes;
      if (attributes === undefined) return null;
      if (isPublic(attributes)) open.push(DBClusterSnapshotIdentifier ?? "");
    }
  return open.sort();
}

/** A subnet group. */
const dbSubnetGroup: Describe<"AWS::RDS::DBSubnetGroup"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(RDSClient).send(new DescribeDBSubnetGroupsCommand({ DBSubnetGroupName: id })),
    "DBSubnetGroupNotFoundFault",
    "DBSubnetGroupNotFound",
  );
  const [found] = seen?.DBSubnetGroups ?? [];
  return found === undefined ? null : { status: found.SubnetGroupStatus ?? "unknown" };
};

/** A parameter group. */
const dbParameterGroup: Describe<"AWS::RDS::DBParameterGroup"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(RDSClient).send(new DescribeDBParameterGroupsCommand({ DBParameterGroupName: id })),
    "DBParameterGroupNotFound",
    "DBParameterGroupNotFoundFault",
  );
  const [found] = seen?.DBParameterGroups ?? [];
  return found === undefined ? null : { family: found.DBParameterGroupFamily ?? "unknown" };
};

/** A snapshot of a database instance. It outlives its database. */
const dbSnapshot: Describe<"AWS::RDS::DBSnapshot"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(RDSClient).send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: id })),
    "DBSnapshotNotFound",
    "DBSnapshotNotFoundFault",
  );
  const [found] = seen?.DBSnapshots ?? [];
  return found === undefined ? null : { status: found.Status ?? "unknown" };
};

/** A snapshot of a database cluster. It outlives its cluster. */
const dbClusterSnapshot: Describe<"AWS::RDS::DBClusterSnapshot"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(RDSClient).send(new DescribeDBClusterSnapshotsCommand({ DBClusterSnapshotIdentifier: id })),
    "DBClusterSnapshotNotFoundFault",
    "DBClusterSnapshotNotFound",
  );
  const [found] = seen?.DBClusterSnapshots ?? [];
  return found === undefined ? null : { status: found.Status ?? "unknown" };
};

/** The automated backups of a database instance that is gone. */
const automatedBackup: Describe<"AWS::RDS::AutomatedBackup"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(RDSClient).send(new DescribeDBInstanceAutomatedBackupsCommand({ DbiResourceId: id })),
    "DBInstanceAutomatedBackupNotFound",
    "DBInstanceAutomatedBackupNotFoundFault",
  );
  const [found] = seen?.DBInstanceAutomatedBackups ?? [];
  return found === undefined ? null : { status: found.Status ?? "unknown" };
};

/** The readers of the service. */
export const readers: Readers<"rds"> = {
  "AWS::RDS::DBInstance": dbInstance,
  "AWS::RDS::DBCluster": dbCluster,
  "AWS::RDS::DBSubnetGroup": dbSubnetGroup,
  "AWS::RDS::DBParameterGroup": dbParameterGroup,
  "AWS::RDS::AutomatedBackup": automatedBackup,
  "AWS::RDS::DBSnapshot": dbSnapshot,
  "AWS::RDS::DBClusterSnapshot": dbClusterSnapshot,
};
