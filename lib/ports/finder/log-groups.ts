import { CloudWatchLogsClient, paginateDescribeLogGroups } from "@aws-sdk/client-cloudwatch-logs";
import { carriesName } from "../../domain/rollback/carries-name.ts";
import { patientClient } from "../shared/passing-errors.ts";
import type { Found } from "./port.ts";

/** Log groups whose name contains this name: those of functions, databases and CloudFormation. */
export async function logGroupsNamed(name: string): Promise<Found[]> {
  const found: Found[] = [];
  const pages = paginateDescribeLogGroups(
    { client: patientClient(new CloudWatchLogsClient()) },
    { logGroupNamePattern: name },
  );
  for await (const page of pages)
    for (const { logGroupName = "", creationTime = null } of page.logGroups ?? [])
      if (carriesName(logGroupName, name))
        found.push({ type: "AWS::Logs::LogGroup", id: logGroupName, createdAtMs: creationTime });
  return found;
}
