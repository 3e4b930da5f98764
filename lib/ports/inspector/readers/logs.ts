import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  type LogGroup,
} from "@aws-sdk/client-cloudwatch-logs";
import { orAbsent } from "../../shared/or-absent.ts";
import { type Describe, type DescribeTogether, factsById, type Readers, type Together } from "../describe.ts";

/** A log group, and how long it keeps its events. */
const logGroup: Describe<"AWS::Logs::LogGroup"> = async (id, clients) => {
  const { logGroups = [] } = await clients(CloudWatchLogsClient).send(
    new DescribeLogGroupsCommand({ logGroupNamePrefix: id }),
  );
  const found = logGroups.find(({ logGroupName }) => logGroupName === id);
  return found === undefined ? null : ofLogGroup(found);
};

const ofLogGroup = ({ retentionInDays }: LogGroup) => ({ retentionDays: retentionInDays ?? null });

/**
 * Source: CloudWatch Logs API reference, DescribeLogGroups, logGroupIdentifiers: at most 50, names in an account that monitors no other.
 * It does not say what becomes of a name of no group.
 */
const logGroups: DescribeTogether<"AWS::Logs::LogGroup"> = {
  most: 50,
  async describe(ids, clients) {
    const asked = new DescribeLogGroupsCommand({ logGroupIdentifiers: [...ids] });
    const seen = await orAbsent(clients(CloudWatchLogsClient).send(asked), "ResourceNotFound");
    return factsById(seen?.logGroups, ({ logGroupName }) => logGroupName, ofLogGroup);
  },
};

/** The readers of the service. */
export const readers: Readers<"logs"> = {
  "AWS::Logs::LogGroup": logGroup,
};

/** What one request describes several of. */
export const together: Together<"logs"> = { "AWS::Logs::LogGroup": logGroups };
