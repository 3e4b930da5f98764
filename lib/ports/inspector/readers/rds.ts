import {
  DescribeDBClusterSnapshotsCommand,
  DescribeDBInstanceAutomatedBackupsCommand,
  DescribeDBInstancesCommand,
  DescribeDBParameterGroupsCommand,
  DescribeDBSnapshotsCommand,
  DescribeDBSubnetGroupsCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
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
    publiclyAccessible: found.PubliclyAccessible ?? false,
    encrypted: found.StorageEncrypted ?? false,
    multiAz: found.MultiAZ ?? false,
    backupDays: found.BackupRetentionPeriod ?? 0,
    deletionProtected: found.DeletionProtection ?? false,
    // The answer looks the same whether nothing is exported or exports aren't reported: it counts as unobservable.
    exportedLogs:
      (found.EnabledCloudwatchLogsExports ?? []).length > 0
        ? (found.EnabledCloudwatchLogsExports ?? null)
        : null,
  };
};

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
  "AWS::RDS::DBSubnetGroup": dbSubnetGroup,
  "AWS::RDS::DBParameterGroup": dbParameterGroup,
  "AWS::RDS::AutomatedBackup": automatedBackup,
  "AWS::RDS::DBSnapshot": dbSnapshot,
  "AWS::RDS::DBClusterSnapshot": dbClusterSnapshot,
};
