import { Token } from "aws-cdk-lib";
import { CfnScalableTarget, CfnScalingPolicy } from "aws-cdk-lib/aws-applicationautoscaling";
import { CfnCluster, CfnService, CfnTaskDefinition } from "aws-cdk-lib/aws-ecs";
import { CfnListener, CfnLoadBalancer, CfnTargetGroup } from "aws-cdk-lib/aws-elasticloadbalancingv2";
import { CfnRole, PolicyDocument, PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";
import { balancerLogs } from "./logging.ts";
import type { Network } from "./network.ts";
import { PartStack } from "./part-stack.ts";
import { backendPort, clusterNameOf, type EnvironmentSettings } from "./settings.ts";

const highestTasks = 6;

/** How a finding of cdk-nag writes a region or an account: by its value if the Stage names it. */
const asFound = (value: string, reference: string): string =>
  Token.isUnresolved(value) ? `<${reference}>` : value;

/** The backend: a Fargate service with a load balancer that is reachable only from the segment. */
export class Compute extends PartStack {
  readonly loadBalancerArn: string;
  readonly loadBalancerName: string;
  readonly targetGroupName: string;
  readonly clusterName: string;
  readonly serviceName: string;

  constructor(
    scope: Construct,
    settings: EnvironmentSettings,
    {
      network,
      backendLog,
      accessLogBucket,
      bucketName,
      bucketArn,
      databaseAddress,
    }: {
      readonly network: Network;
      readonly backendLog: string;
      readonly accessLogBucket: string;
      readonly bucketName: string;
      readonly bucketArn: string;
      readonly databaseAddress: string;
    },
  ) {
    super(scope, "compute", settings);
    const { application, environment, tasks, image } = settings;
    const balancer = new CfnLoadBalancer(this, "LoadBalancer", {
      type: "application",
      scheme: "internal",
      subnets: [...network.subnetIds],
      securityGroups: [network.balancerGroup],
      loadBalancerAttributes: [
        { key: "routing.http.drop_invalid_header_fields.enabled", value: "true" },
        { key: "access_logs.s3.enabled", value: "true" },
        { key: "access_logs.s3.bucket", value: accessLogBucket },
        { key: "access_logs.s3.prefix", value: balancerLogs },
      ],
    });
    const targets = new CfnTargetGroup(this, "Targets", {
      vpcId: network.vpcId,
      protocol: "HTTP",
      port: backendPort,
      targetType: "ip",
      healthCheckPath: "/health",
    });
    const listener = new CfnListener(this, "Listener", {
      loadBalancerArn: balancer.ref,
      protocol: "HTTP",
      port: 80,
      defaultActions: [{ type: "forward", targetGroupArn: targets.ref }],
    });
    const cluster = new CfnCluster(this, "Cluster", {
      clusterName: clusterNameOf(settings),
      clusterSettings: [{ name: "containerInsights", value: "enabled" }],
    });
    const definition = new CfnTaskDefinition(this, "Task", {
      family: `${application}-${environment}-backend`,
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: "256",
      memory: "512",
      executionRoleArn: this.role("Execution", [
        new PolicyStatement({ actions: ["ecr:GetAuthorizationToken"], resources: ["*"] }),
        new PolicyStatement({
          actions: ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
          resources: [this.formatArn({ service: "ecr", resource: "repository", resourceName: application })],
        }),
        new PolicyStatement({
          actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
          resources: [this.formatArn({ service: "logs", resource: `log-group:${backendLog}:*` })],
        }),
      ]),
      taskRoleArn: this.role("Backend", [
        new PolicyStatement({ actions: ["s3:GetObject", "s3:PutObject"], resources: [`${bucketArn}/*`] }),
      ]),
      containerDefinitions: [
        {
          name: "backend",
          image: `${this.account}.dkr.ecr.${this.region}.${this.urlSuffix}/${image}`,
          essential: true,
          readonlyRootFilesystem: true,
          portMappings: [{ containerPort: backendPort }],
          environment: [
            { name: "BUCKET_NAME", value: bucketName },
            { name: "DATABASE_ADDRESS", value: databaseAddress },
          ],
          logConfiguration: {
            logDriver: "awslogs",
            options: {
              "awslogs-group": backendLog,
              "awslogs-region": this.region,
              "awslogs-stream-prefix": "backend",
            },
          },
        },
      ],
    });
    acknowledge(definition, {
      "AwsSolutions-ECS2": "they name a bucket and an address; secrets are not among them",
    });
    const service = new CfnService(this, "Service", {
      serviceName: `${application}-${environment}-backend`,
      cluster: cluster.ref,
      taskDefinition: definition.ref,
      launchType: "FARGATE",
      desiredCount: tasks,
      deploymentConfiguration: {
        minimumHealthyPercent: 100,
        maximumPercent: 200,
        deploymentCircuitBreaker: { enable: true, rollback: true },
      },
      networkConfiguration: {
        awsvpcConfiguration: {
          assignPublicIp: "DISABLED",
          subnets: [...network.subnetIds],
          securityGroups: [network.backendGroup],
        },
      },
      loadBalancers: [{ containerName: "backend", containerPort: backendPort, targetGroupArn: targets.ref }],
    });
    service.addResourceDependency(listener);
    const scaled = new CfnScalableTarget(this, "Scaling", {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: `service/${cluster.ref}/${service.attrName}`,
      minCapacity: tasks,
      maxCapacity: highestTasks,
    });
    new CfnScalingPolicy(this, "ScalingByCpu", {
      policyName: "cpu",
      policyType: "TargetTrackingScaling",
      scalingTargetId: scaled.ref,
      targetTrackingScalingPolicyConfiguration: {
        targetValue: 60,
        predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
      },
    });
    this.loadBalancerArn = balancer.ref;
    this.loadBalancerName = balancer.attrLoadBalancerFullName;
    this.targetGroupName = targets.attrTargetGroupFullName;
    this.clusterName = cluster.ref;
    this.serviceName = service.attrName;
  }

  private role(id: string, statements: readonly PolicyStatement[]): string {
    const { stackName, region, account } = this;
    const role = new CfnRole(this, `${id}Role`, {
      roleName: `${stackName}-${id.toLowerCase()}`,
      assumeRolePolicyDocument: new PolicyDocument({
        statements: [
          new PolicyStatement({
            actions: ["sts:AssumeRole"],
            principals: [new ServicePrincipal("ecs-tasks.amazonaws.com")],
          }),
        ],
      }),
      policies: [{ policyName: "work", policyDocument: new PolicyDocument({ statements: [...statements] }) }],
    });
    acknowledge(role, {
      "AwsSolutions-IAM5[Resource::*]": "a registry's authorization token knows no resource",
      [`AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:logs:${asFound(region, "AWS::Region")}:${asFound(account, "AWS::AccountId")}:log-group:<BackendLog>:*]`]:
        "every task writes a log stream of its own",
      "AwsSolutions-IAM5[Resource::<Bucket.Arn>/*]": "the backend names the objects that it keeps",
    });
    return role.attrArn;
  }
}
