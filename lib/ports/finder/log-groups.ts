import { CloudWatchLogsClient, paginateDescribeLogGroups } from "@aws-sdk/client-cloudwatch-logs";
import { carriesName } from "../../domain/rollback/carries-name.ts";
import type { Found } from "./port.ts";

/** Log groups whose name carries this name: of a function, a database or CloudFormation. */
export async function logGroupsNamed(name: string): Promise<Found[]> {
  const found: Found[] = [];
  const pages = paginateDescribeLogGroups(
    { client: new CloudWatchLogsClient() },
    { logGroupNamePattern: name },
  );
  for await (const page of pages)
    for (const { logGroupName = "", creationTime = null } of page.logGroups ?? [])
      if (carriesName(logGroupName, name))
        found.push({ type: "AWS::Logs::LogGroup", id: logGroupName, createdAtMs: creationTime });
  return found;
}
