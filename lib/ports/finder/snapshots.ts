import {
  DescribeDBInstanceAutomatedBackupsCommand,
  paginateDescribeDBClusterSnapshots,
  paginateDescribeDBSnapshots,
  RDSClient,
} from "@aws-sdk/client-rds";
import { carriesName } from "../../domain/rollback/carries-name.ts";
import type { Clients } from "../shared/environments/environments.ts";
import { orAbsent } from "../shared/or-absent.ts";
import type { Found } from "./port.ts";

/**
 * What an automated snapshot belongs to: it comes and goes with its database, every night (RDS user guide, "Introduction to
 * backups"). Somebody took any other one.
 */
const servedBy = (type: string | undefined, database: string): Pick<Found, "serves"> =>
  type === "automated" ? { serves: database } : {};

/** Snapshots of database instances whose name contains that of their database, or of the stack that took them. */
export async function snapshotsNamed(clients: Clients, name: string): Promise<Found[]> {
  const found: Found[] = [];
  for await (const page of paginateDescribeDBSnapshots({ client: clients(RDSClient) }, {}))
    for (const {
      DBSnapshotIdentifier: id = "",
      DBInstanceIdentifier = "",
      SnapshotCreateTime,
      SnapshotType,
    } of page.DBSnapshots ?? [])
      if (carriesName(id, name) || carriesName(DBInstanceIdentifier, name))
        found.push({
          type: "AWS::RDS::DBSnapshot",
          id,
          createdAtMs: SnapshotCreateTime?.getTime() ?? null,
          ...servedBy(SnapshotType, DBInstanceIdentifier),
        });
  return found;
}

/**
 * Automated backups that outlived their database (RDS user guide, "Retaining automated backups"): they cost until somebody
 * deletes them. An API without the call retains none.
 */
export async function retainedBackups(clients: Clients, name: string): Promise<Found[]> {
  const found: Found[] = [];
  let Marker: string | undefined;
  do {
    const page = await orAbsent(
      clients(RDSClient).send(
        new DescribeDBInstanceAutomatedBackupsCommand({
          Filters: [{ Name: "status", Values: ["retained"] }],
          ...(Marker === undefined ? {} : { Marker }),
        }),
      ),
      "InvalidAction",
    );
    for (const {
      DbiResourceId: id = "",
      DBInstanceIdentifier = "",
      Status,
    } of page?.DBInstanceAutomatedBackups ?? [])
      if (Status === "retained" && carriesName(DBInstanceIdentifier, name))
        found.push({ type: "AWS::RDS::AutomatedBackup", id, createdAtMs: null });
    Marker = page?.Marker;
  } while (Marker !== undefined);
  return found;
}

/** The same for database clusters. */
export async function clusterSnapshotsNamed(clients: Clients, name: string): Promise<Found[]> {
  const found: Found[] = [];
  for await (const page of paginateDescribeDBClusterSnapshots({ client: clients(RDSClient) }, {}))
    for (const {
      DBClusterSnapshotIdentifier: id = "",
      DBClusterIdentifier = "",
      SnapshotCreateTime,
      SnapshotType,
    } of page.DBClusterSnapshots ?? [])
      if (carriesName(id, name) || carriesName(DBClusterIdentifier, name))
        found.push({
          type: "AWS::RDS::DBClusterSnapshot",
          id,
          createdAtMs: SnapshotCreateTime?.getTime() ?? null,
          ...servedBy(SnapshotType, DBClusterIdentifier),
        });
  return found;
}
