import { CloudWatchClient, DescribeAlarmsCommand, GetDashboardCommand } from "@aws-sdk/client-cloudwatch";
import { orAbsent } from "../../shared/or-absent.ts";
import type { Describe, Readers } from "../describe.ts";

/** An alarm: whether it acts when it goes off. */
const alarm: Describe<"AWS::CloudWatch::Alarm"> = async (id, clients) => {
  const { MetricAlarms = [] } = await clients(CloudWatchClient).send(
    new DescribeAlarmsCommand({ AlarmNames: [id] }),
  );
  const found = MetricAlarms.find(({ AlarmName }) => AlarmName === id);
  if (found === undefined) return null;
  return { enabled: found.ActionsEnabled ?? false, actions: found.AlarmActions?.length ?? 0 };
};

/** A dashboard. */
const dashboard: Describe<"AWS::CloudWatch::Dashboard"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(CloudWatchClient).send(new GetDashboardCommand({ DashboardName: id })),
    "DashboardNotFoundError",
    "ResourceNotFound",
    "ResourceNotFoundException",
  );
  return seen === null ? null : { bytes: seen.DashboardBody?.length ?? 0 };
};

/** The readers of the service. */
export const readers: Readers<"cloudwatch"> = {
  "AWS::CloudWatch::Alarm": alarm,
  "AWS::CloudWatch::Dashboard": dashboard,
};
