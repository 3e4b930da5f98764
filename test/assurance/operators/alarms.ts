import * as z from "zod";
import type { World } from "../../simulator/world.ts";
import type { CloudWatch } from "./cloudwatch.ts";

const metricSchema = z.object({
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.unknown() })).default([]),
});
const alarmSchema = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.string(),
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: metricSchema.shape.Dimensions,
  Statistic: z.enum(["Sum", "Maximum"]).default("Sum"),
  Period: z.int().optional(),
  Metrics: z
    .array(
      z.object({
        MetricStat: z.object({ Metric: metricSchema, Period: z.int() }).optional(),
        Expression: z.string().optional(),
      }),
    )
    .default([]),
  Threshold: z.number(),
  ComparisonOperator: z.enum(["GreaterThanOrEqualToThreshold", "LessThanThreshold"]),
  TreatMissingData: z.enum(["breaching", "notBreaching"]),
});
const templateSchema = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.unknown() })),
});

/** An alarm as it is deployed. */
export type DeployedAlarm = {
  /** Without the application. */
  readonly name: string;
  readonly description: string;
  /** Namespaces of the metrics that it adds up. */
  readonly namespaces: readonly string[];
  /** Whether it rang, at any time, by what CloudWatch has of a world. */
  readonly hasRung: (cloudWatch: CloudWatch, world: World) => boolean;
};

/** Every alarm of a synthesised control plane, with the functions that its dimensions name. */
export function alarmsIn(template: unknown, application: string): readonly DeployedAlarm[] {
  const { Resources } = templateSchema.parse(template);
  return Object.values(Resources)
    .filter(({ Type }) => Type === "AWS::CloudWatch::Alarm")
    .map(({ Properties }) => {
      const alarm = alarmSchema.parse(Properties);
      const name = alarm.AlarmName.slice(application.length + 1);
      const metrics =
        alarm.MetricName === undefined
          ? alarm.Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric ?? [])
          : [metricSchema.parse(alarm)];
      const periodMs =
        1_000 * (alarm.Period ?? alarm.Metrics.find((one) => one.MetricStat)?.MetricStat?.Period ?? 0);
      const of = ({ Dimensions: [dimension] }: z.infer<typeof metricSchema>): string => {
        if (typeof dimension?.Value === "string") return dimension.Value;
        // The installation has one queue of dead letters, and one API.
        if (dimension?.Name === "QueueName" || dimension?.Name === "ApiId") return application;
        const { Ref = "" } = (dimension?.Value ?? {}) as { readonly Ref?: string };
        const properties = Resources[Ref]?.Properties as { readonly FunctionName?: string } | undefined;
        return properties?.FunctionName ?? "";
      };
      return {
        name,
        description: alarm.AlarmDescription,
        namespaces: metrics.map(({ Namespace }) => Namespace),
        hasRung: (cloudWatch, world) => {
          const points = metrics.flatMap((metric) => cloudWatch.pointsOf(metric.MetricName, of(metric)));
          const inPeriod = (fromMs: number) =>
            points.filter(({ atMs }) => atMs >= fromMs && atMs < fromMs + periodMs).map(({ value }) => value);
          const reached = (values: readonly number[]) =>
            alarm.Statistic === "Sum"
              ? values.reduce((sum, value) => sum + value, 0)
              : Math.max(0, ...values);
          // A heartbeat rings at the end of a silent period; anything else in the period of its first point that is too much.
          if (alarm.ComparisonOperator === "LessThanThreshold") {
            const values = inPeriod(world.time.nowMs() - periodMs);
            return values.length === 0
              ? alarm.TreatMissingData === "breaching"
              : reached(values) < alarm.Threshold;
          }
          return points.some(({ atMs }) => reached(inPeriod(atMs)) >= alarm.Threshold);
        },
      };
    });
}
