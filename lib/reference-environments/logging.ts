import { RemovalPolicy } from "aws-cdk-lib";
import { CfnFlowLog } from "aws-cdk-lib/aws-ec2";
import { CfnRole, PolicyDocument, PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnKey } from "aws-cdk-lib/aws-kms";
import { CfnLogGroup } from "aws-cdk-lib/aws-logs";
import { CfnBucket, CfnBucketPolicy } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";
import { PartStack } from "./part-stack.ts";
import { bucketOf, keyPolicy, tlsOnly } from "./policies.ts";
import { clusterNameOf, type EnvironmentSettings } from "./settings.ts";

/** The folders of the access-log bucket, by the service that writes there. */
export const storageLogs = "storage";
export const balancerLogs = "balancer";

/** The logs of the environment. They exist before their writers do. */
export class Logging extends PartStack {
  readonly backendLog: string;
  readonly accessLogBucket: string;
  /** The customer's own key, if there is one. */
  readonly keyArn: string | undefined;

  constructor(scope: Construct, settings: EnvironmentSettings, vpcId: string) {
    super(scope, "logging", settings);
    const { application, environment, logDays, customerKey } = settings;
    const key = customerKey
      ? new CfnKey(this, "Key", {
          enableKeyRotation: true,
          keyPolicy: keyPolicy(this),
          description: `${application} ${environment}`,
        })
      : undefined;
    key?.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    this.keyArn = key?.attrArn;
    const group = (id: string, logGroupName: string) =>
      new CfnLogGroup(this, id, {
        logGroupName,
        retentionInDays: logDays,
        ...(this.keyArn === undefined ? {} : { kmsKeyId: this.keyArn }),
      });
    this.backendLog = group("BackendLog", `/${application}-${environment}/backend`).ref;
    group("DatabaseLog", `/aws/rds/instance/${application}-${environment}-database/postgresql`);
    // Container Insights makes this group by itself otherwise, and nobody would delete it.
    group("InsightsLog", `/aws/ecs/containerinsights/${clusterNameOf(settings)}/performance`);
    const flows = group("FlowLogGroup", `/${application}-${environment}/flows`);
    const writer = new CfnRole(this, "FlowLogRole", {
      roleName: `${application}-${environment}-flow-logs`,
      assumeRolePolicyDocument: new PolicyDocument({
        statements: [
          new PolicyStatement({
            actions: ["sts:AssumeRole"],
            principals: [new ServicePrincipal("vpc-flow-logs.amazonaws.com")],
          }),
        ],
      }),
      policies: [
        {
          policyName: "write",
          policyDocument: new PolicyDocument({
            statements: [
              new PolicyStatement({
                actions: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
                resources: [flows.attrArn],
              }),
            ],
          }),
        },
      ],
    });
    new CfnFlowLog(this, "FlowLog", {
      resourceId: vpcId,
      resourceType: "VPC",
      trafficType: "ALL",
      logGroupName: flows.ref,
      deliverLogsPermissionArn: writer.attrArn,
    });
    const accessLogs = new CfnBucket(this, "AccessLogs", {
      // Neither S3 nor load balancers deliver access logs into a bucket under a customer's key.
      // Sources: S3 user guide, "Enabling server access logging"; Elastic Load Balancing user guide, "Access logs".
      ...bucketOf(undefined),
      lifecycleConfiguration: { rules: [{ status: "Enabled", expirationInDays: logDays }] },
    });
    acknowledge(accessLogs, {
      "AwsSolutions-S1": "it is where the access logs go; logging itself would not end",
    });
    const delivers = (service: string, prefix: string) =>
      new PolicyStatement({
        actions: ["s3:PutObject"],
        principals: [new ServicePrincipal(service)],
        resources: [`${accessLogs.attrArn}/${prefix}/*`],
        conditions: { StringEquals: { "aws:SourceAccount": this.account } },
      });
    new CfnBucketPolicy(this, "AccessLogsPolicy", {
      bucket: accessLogs.ref,
      policyDocument: new PolicyDocument({
        statements: [
          tlsOnly(accessLogs.attrArn),
          delivers("logging.s3.amazonaws.com", storageLogs),
          delivers("logdelivery.elasticloadbalancing.amazonaws.com", balancerLogs),
        ],
      }),
    });
    this.accessLogBucket = accessLogs.ref;
    for (const kept of customerKey ? [accessLogs] : [])
      kept.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  }
}
