import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { patientClient } from "../../shared/passing-errors.ts";
import type { Describe, Readers } from "../describe.ts";

const logs = patientClient(new CloudWatchLogsClient());

/** A log group, and how long it keeps its events. */
const logGroup: Describe<"AWS::Logs::LogGroup"> = async (id) => {
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: id }));
  const found = logGroups.find(({ logGroupName }) => logGroupName === id);
  return found === undefined ? null : { retentionDays: found.retentionInDays ?? null };
};

/** The readers of the service. */
export const readers: Readers<"logs"> = {
  "AWS::Logs::LogGroup": logGroup,
};
