import {
  CloudWatchLogsClient,
  type DescribeLogGroupsCommandInput,
  paginateDescribeLogGroups,
} from "@aws-sdk/client-cloudwatch-logs";
import { carriesName } from "../../domain/rollback/carries-name.ts";
import { patientClient } from "../shared/passing-errors.ts";
import type { Found } from "./port.ts";

const client = patientClient(new CloudWatchLogsClient());

/** Log groups whose name contains this name or begins with a prefix: those of functions, databases, clusters and APIs. */
export async function logGroupsNamed(name: string, prefixes: readonly string[]): Promise<Found[]> {
  const found = await groupsWith({ logGroupNamePattern: name }, (group) => carriesName(group, name));
  for (const prefix of prefixes)
    found.push(...(await groupsWith({ logGroupNamePrefix: prefix }, () => true)));
  return found;
}

async function groupsWith(
  asked: DescribeLogGroupsCommandInput,
  isMeant: (name: string) => boolean,
): Promise<Found[]> {
  const found: Found[] = [];
  for await (const page of paginateDescribeLogGroups({ client }, asked))
    for (const { logGroupName = "", creationTime = null } of page.logGroups ?? [])
      if (isMeant(logGroupName))
        found.push({ type: "AWS::Logs::LogGroup", id: logGroupName, createdAtMs: creationTime });
  return found;
}
