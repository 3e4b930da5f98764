import {
  paginateDescribeDBClusterSnapshots,
  paginateDescribeDBSnapshots,
  RDSClient,
} from "@aws-sdk/client-rds";
import { carriesName } from "../../domain/rollback/carries-name.ts";
import { patientClient } from "../shared/passing-errors.ts";
import type { Found } from "./port.ts";

const client = patientClient(new RDSClient());

/** Snapshots of database instances whose name contains that of their database, or of the stack that took them. */
export async function snapshotsNamed(name: string): Promise<Found[]> {
  const found: Found[] = [];
  for await (const page of paginateDescribeDBSnapshots({ client }, {}))
    for (const {
      DBSnapshotIdentifier: id = "",
      DBInstanceIdentifier,
      SnapshotCreateTime,
    } of page.DBSnapshots ?? [])
      if (carriesName(id, name) || carriesName(DBInstanceIdentifier ?? "", name))
        found.push({ type: "AWS::RDS::DBSnapshot", id, createdAtMs: SnapshotCreateTime?.getTime() ?? null });
  return found;
}

/** The same for database clusters. */
export async function clusterSnapshotsNamed(name: string): Promise<Found[]> {
  const found: Found[] = [];
  for await (const page of paginateDescribeDBClusterSnapshots({ client }, {}))
    for (const {
      DBClusterSnapshotIdentifier: id = "",
      DBClusterIdentifier,
      SnapshotCreateTime,
    } of page.DBClusterSnapshots ?? [])
      if (carriesName(id, name) || carriesName(DBClusterIdentifier ?? "", name))
        found.push({
          type: "AWS::RDS::DBClusterSnapshot",
          id,
          createdAtMs: SnapshotCreateTime?.getTime() ?? null,
        });
  return found;
}
