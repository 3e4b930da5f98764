import {
  CloudWatchLogsClient,
  type DescribeLogGroupsCommandInput,
  paginateDescribeLogGroups,
} from "@aws-sdk/client-cloudwatch-logs";
import { carriesName } from "../../domain/rollback/carries-name.ts";
import { isLogGroupOf } from "../../domain/rollback/implied.ts";
import type { Clients } from "../shared/environments/environments.ts";
import type { Found } from "./port.ts";

/** Log groups whose name contains this name, and those that services made by themselves under one of the implied names. */
export async function logGroupsNamed(
  clients: Clients,
  name: string,
  implied: readonly string[],
): Promise<Found[]> {
  const found = await groupsWith(clients, { logGroupNamePattern: name }, (group) => carriesName(group, name));
  for (const one of implied)
    found.push(
      ...(await groupsWith(clients, { logGroupNamePrefix: one }, (group) => isLogGroupOf(group, [one]))),
    );
  return found;
}

async function groupsWith(
  clients: Clients,
  asked: DescribeLogGroupsCommandInput,
  isMeant: (name: string) => boolean,
): Promise<Found[]> {
  const found: Found[] = [];
  for await (const page of paginateDescribeLogGroups({ client: clients(CloudWatchLogsClient) }, asked))
    for (const { logGroupName = "", creationTime = null } of page.logGroups ?? [])
      if (isMeant(logGroupName))
        found.push({ type: "AWS::Logs::LogGroup", id: logGroupName, createdAtMs: creationTime });
  return found;
}
