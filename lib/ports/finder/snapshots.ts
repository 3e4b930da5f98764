import {
  paginateDescribeDBClusterSnapshots,
  paginateDescribeDBSnapshots,
  RDSClient,
} from "@aws-sdk/client-rds";
import { carriesName } from "../../domain/rollback/carries-name.ts";
import type { Found } from "./port.ts";

/** Snapshots carry the name of what they are of, or of the stack that took them. Automated ones go with their database. */
export async function snapshotsNamed(name: string): Promise<Found[]> {
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
