import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import type { Describe } from "./aws.ts";

const logs = new CloudWatchLogsClient();

/** A log group, and how long it keeps what it gets. */
export const logGroup: Describe<"AWS::Logs::LogGroup"> = async (id) => {
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: id }));
  const found = logGroups.find(({ logGroupName }) => logGroupName === id);
  return found === undefined ? null : { retentionDays: found.retentionInDays ?? null };
};
