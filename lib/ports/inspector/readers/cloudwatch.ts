import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetDashboardCommand,
  type MetricAlarm,
} from "@aws-sdk/client-cloudwatch";
import { orAbsent } from "../../shared/or-absent.ts";
import { type Describe, type DescribeTogether, factsById, type Readers, type Together } from "../describe.ts";

/** An alarm: whether it acts when it goes off. */
const alarm: Describe<"AWS::CloudWatch::Alarm"> = async (id, clients) => {
  const { MetricAlarms = [] } = await clients(CloudWatchClient).send(
    new DescribeAlarmsCommand({ AlarmNames: [id] }),
  );
  const found = MetricAlarms.find(({ AlarmName }) => AlarmName === id);
  return found === undefined ? null : ofAlarm(found);
};

const ofAlarm = ({ ActionsEnabled = false, AlarmActions = [] }: MetricAlarm) => ({
  enabled: ActionsEnabled,
  actions: AlarmActions.length,
});

/** Source: CloudWatch API reference, DescribeAlarms: at most 100 names, and as many records. A name of no alarm is left out. */
const alarms: DescribeTogether<"AWS::CloudWatch::Alarm"> = {
  most: 100,
  async describe(ids, clients) {
    const { MetricAlarms } = await clients(CloudWatchClient).send(
      new DescribeAlarmsCommand({ AlarmNames: [...ids], MaxRecords: 100 }),
    );
    return factsById(MetricAlarms, ({ AlarmName }) => AlarmName, ofAlarm);
  },
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

/** What one request describes several of. */
export const together: Together<"cloudwatch"> = { "AWS::CloudWatch::Alarm": alarms };
