import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import type { Describe, Readers } from "../describe.ts";

/** A log group, and how long it keeps its events. */
const logGroup: Describe<"AWS::Logs::LogGroup"> = async (id, clients) => {
  const { logGroups = [] } = await clients(CloudWatchLogsClient).send(
    new DescribeLogGroupsCommand({ logGroupNamePrefix: id }),
  );
  const found = logGroups.find(({ logGroupName }) => logGroupName === id);
  return found === undefined ? null : { retentionDays: found.retentionInDays ?? null };
};

/** The readers of the service. */
export const readers: Readers<"logs"> = {
  "AWS::Logs::LogGroup": logGroup,
};
