import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { patientClient } from "../shared/passing-errors.ts";
import type { Alarms } from "./port.ts";

const cloudWatch = patientClient(new CloudWatchClient());

/** Metrics of an application, which alarms of the control plane's stack watch. */
export const alarmsOf = ({ application }: { readonly application: string }): Alarms => ({
  async divergences(count) {
    await cloudWatch.send(
      new PutMetricDataCommand({
        Namespace: "Interlock",
        MetricData: [
          {
            MetricName: "records-divergences",
            Dimensions: [{ Name: "Application", Value: application }],
            Unit: "Count",
            Value: count,
          },
        ],
      }),
    );
  },
});
