import { CfnAlarm, CfnDashboard } from "aws-cdk-lib/aws-cloudwatch";
import {
  Effect,
  PolicyDocument,
  PolicyStatement,
  ServicePrincipal,
  StarPrincipal,
} from "aws-cdk-lib/aws-iam";
import { CfnTopic, CfnTopicPolicy } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import type { Compute } from "./compute.ts";
import { PartStack } from "./part-stack.ts";
import type { EnvironmentSettings } from "./settings.ts";

type Watched = {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: string;
  readonly above?: number;
  readonly below?: number;
};

/** Alarms that notify a topic, and a dashboard that shows their metrics. */
export class Monitoring extends PartStack {
  constructor(
    scope: Construct,
    settings: EnvironmentSettings,
    {
      compute,
      databaseIdentifier,
      keyArn,
    }: {
      readonly compute: Compute;
      readonly databaseIdentifier: string;
      readonly keyArn: string | undefined;
    },
  ) {
    super(scope, "monitoring", settings);
    const topic = new CfnTopic(this, "Alerts", {
      displayName: `${settings.application} ${settings.environment}`,
      ...(keyArn === undefined ? {} : { kmsMasterKeyId: keyArn }),
    });
    new CfnTopicPolicy(this, "AlertsPolicy", {
      topics: [topic.ref],
      policyDocument: new PolicyDocument({
        statements: [
          new PolicyStatement({
            actions: ["sns:Publish"],
            principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
            resources: [topic.ref],
            conditions: { StringEquals: { "aws:SourceAccount": this.account } },
          }),
          new PolicyStatement({
            effect: Effect.DENY,
            actions: ["sns:Publish"],
            principals: [new StarPrincipal()],
            resources: [topic.ref],
            conditions: { Bool: { "aws:SecureTransport": "false" } },
          }),
        ],
      }),
    });
    const balancer = { LoadBalancer: compute.loadBalancerName };
    const service = { ClusterName: compute.clusterName, ServiceName: compute.serviceName };
    const database = { DBInstanceIdentifier: databaseIdentifier };
    const watched: Readonly<Record<string, Watched>> = {
      UnhealthyTargets: {
        namespace: "AWS/ApplicationELB",
        metricName: "UnHealthyHostCount",
        dimensions: { ...balancer, TargetGroup: compute.targetGroupName },
        statistic: "Maximum",
        above: 0,
      },
      ServerErrors: {
        namespace: "AWS/ApplicationELB",
        metricName: "HTTPCode_Target_5XX_Count",
        dimensions: balancer,
        statistic: "Sum",
        above: 5,
      },
      BackendCpu: {
        namespace: "AWS/ECS",
        metricName: "CPUUtilization",
        dimensions: service,
        statistic: "Average",
        above: 85,
      },
      DatabaseCpu: {
        namespace: "AWS/RDS",
        metricName: "CPUUtilization",
        dimensions: database,
        statistic: "Average",
        above: 85,
      },
      DatabaseSpace: {
        namespace: "AWS/RDS",
        metricName: "FreeStorageSpace",
        dimensions: database,
        statistic: "Minimum",
        below: 2 * 1024 ** 3,
      },
    };
    for (const [id, { above, below, dimensions, ...metric }] of Object.entries(watched))
      new CfnAlarm(this, id, {
        ...metric,
        dimensions: Object.entries(dimensions).map(([name, value]) => ({ name, value })),
        period: 60,
        evaluationPeriods: 5,
        threshold: above ?? below ?? 0,
        comparisonOperator: above === undefined ? "LessThanThreshold" : "GreaterThanThreshold",
        treatMissingData: "notBreaching",
        alarmActions: [topic.ref],
      });
    new CfnDashboard(this, "Dashboard", {
      dashboardName: this.stackName,
      dashboardBody: this.toJsonString({
        widgets: Object.values(watched).map(({ namespace, metricName, dimensions, statistic }, index) => ({
          type: "metric",
          width: 12,
          height: 6,
          x: (index % 2) * 12,
          y: Math.floor(index / 2) * 6,
          properties: {
            region: this.region,
            title: metricName,
            stat: statistic,
            metrics: [[namespace, metricName, ...Object.entries(dimensions).flat()]],
          },
        })),
      }),
    });
  }
}
