import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { orAbsent } from "../../shared/or-absent.ts";
import type { Describe, Readers } from "../describe.ts";

/** A table. */
const table: Describe<"AWS::DynamoDB::Table"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(DynamoDBClient).send(new DescribeTableCommand({ TableName: id })),
    "ResourceNotFound",
  );
  const found = seen?.Table;
  if (found === undefined) return null;
  const backups = await orAbsent(
    clients(DynamoDBClient).send(new DescribeContinuousBackupsCommand({ TableName: id })),
    "TableNotFound",
  );
  const recovery = backups?.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
  return {
    status: found.TableStatus ?? "unknown",
    // Source: DynamoDB API reference, SSEDescription: it is there only for a key in KMS.
    encryption: found.SSEDescription?.SSEType ?? "AWS owned key",
    pointInTimeRecovery: recovery?.PointInTimeRecoveryStatus === "ENABLED",
    deletionProtected: found.DeletionProtectionEnabled ?? false,
  };
};

/** The readers of the service. */
export const readers: Readers<"dynamodb"> = {
  "AWS::DynamoDB::Table": table,
};
