import type { Entries } from "./entries.ts";

const ref = (Ref: string) => ({ Ref });
const arn = (logicalId: string) => ({ "Fn::GetAtt": [logicalId, "Arn"] });
const policy = (...Statement: readonly object[]) => ({ Version: "2012-10-17", Statement });
const trust = (Service: string) =>
  policy({ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" });
/** A name in a zone of the stack's own. Its id is in lower case, as Route 53 keeps names. */
const named = (name: string) => ({
  "Fn::Sub": [name, { Own: { "Fn::Select": [2, { "Fn::Split": ["/", { Ref: "AWS::StackId" }] }] } }],
});

/** It answers CloudFormation, as the function of a custom resource has to. */
const answers = `exports.handler = async (event) => {
  if (event.ResponseURL === undefined) return {};
  const { StackId, RequestId, LogicalResourceId } = event;
  const body = JSON.stringify({ Status: "SUCCESS", PhysicalResourceId: "own", StackId, RequestId, LogicalResourceId });
  await fetch(event.ResponseURL, { method: "PUT", body, headers: { "content-type": "" } });
};`;

/** Functions and what calls them, queues, tables, buckets, and the ways in. */
export function serverless(version: number): Entries {
  const Description = `v${version}`;
  const Tags = [{ Key: "version", Value: Description }];
  return {
    FunctionRole: {
      type: "AWS::IAM::Role",
      properties: {
        AssumeRolePolicyDocument: trust("lambda.amazonaws.com"),
        Description,
        Policies: [
          {
            PolicyName: "reads",
            PolicyDocument: policy({
              Effect: "Allow",
              Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
              Resource: arn("Queue"),
            }),
          },
        ],
      },
    },
    Function: {
      type: "AWS::Lambda::Function",
      properties: {
        Code: { ZipFile: answers },
        Handler: "index.handler",
        Runtime: "nodejs24.x",
        Role: arn("FunctionRole"),
        Description,
      },
    },
    Permission: {
      type: "AWS::Lambda::Permission",
      properties: {
        Action: "lambda:InvokeFunction",
        FunctionName: ref("Function"),
        Principal: "events.amazonaws.com",
        SourceArn: arn("Rule"),
      },
    },
    Own: { type: "Custom::AWSCDKCfnJson", properties: { ServiceToken: arn("Function"), Value: Description } },
    Queue: { type: "AWS::SQS::Queue", properties: { VisibilityTimeout: 30 + version } },
    QueuePolicy: {
      type: "AWS::SQS::QueuePolicy",
      properties: {
        Queues: [ref("Queue")],
        PolicyDocument: policy({
          Sid: Description,
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: arn("Queue"),
          Condition: { ArnEquals: { "aws:SourceArn": arn("Rule") } },
        }),
      },
    },
    Mapping: {
      type: "AWS::Lambda::EventSourceMapping",
      properties: { EventSourceArn: arn("Queue"), FunctionName: ref("Function"), BatchSize: version },
    },
    Rule: {
      type: "AWS::Events::Rule",
      properties: {
        ScheduleExpression: "rate(7 days)",
        Description,
        Targets: [{ Id: "function", Arn: arn("Function") }],
      },
    },
    Bus: {
      type: "AWS::Events::EventBus",
      properties: { Name: { "Fn::Sub": "${AWS::StackName}-bus" }, Tags },
    },
    Table: {
      type: "AWS::DynamoDB::Table",
      properties: {
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        BillingMode: "PAY_PER_REQUEST",
        Tags,
      },
    },
    Topic: { type: "AWS::SNS::Topic", properties: { DisplayName: Description } },
    TopicPolicy: {
      type: "AWS::SNS::TopicPolicy",
      properties: {
        Topics: [ref("Topic")],
        PolicyDocument: policy({
          Sid: Description,
          Effect: "Allow",
          Principal: { Service: "cloudwatch.amazonaws.com" },
          Action: "sns:Publish",
          Resource: ref("Topic"),
        }),
      },
    },
    Subscription: {
      type: "AWS::SNS::Subscription",
      properties: {
        TopicArn: ref("Topic"),
        Protocol: "sqs",
        Endpoint: arn("Queue"),
        RawMessageDelivery: version % 2 === 0,
      },
    },
    Alarm: {
      type: "AWS::CloudWatch::Alarm",
      properties: {
        AlarmActions: [ref("Topic")],
        Namespace: "AWS/SQS",
        MetricName: "ApproximateAgeOfOldestMessage",
        Dimensions: [{ Name: "QueueName", Value: { "Fn::GetAtt": ["Queue", "QueueName"] } }],
        ComparisonOperator: "GreaterThanThreshold",
        EvaluationPeriods: 1,
        Period: 300,
        Statistic: "Maximum",
        TreatMissingData: "notBreaching",
        Threshold: 600 + version,
      },
    },
    MachineRole: {
      type: "AWS::IAM::Role",
      properties: { AssumeRolePolicyDocument: trust("states.amazonaws.com"), Description },
    },
    Machine: {
      type: "AWS::StepFunctions::StateMachine",
      properties: {
        RoleArn: arn("MachineRole"),
        DefinitionString: JSON.stringify({ Comment: Description, StartAt: "Pass", States: { Pass: { Type: "Pass", End: true } } }),
      },
    },
    Secret: {
      type: "AWS::SecretsManager::Secret",
      properties: { Description, GenerateSecretString: { PasswordLength: 32 } },
    },
    Key: {
      type: "AWS::KMS::Key",
      properties: {
        Description,
        KeyPolicy: policy({
          Effect: "Allow",
          Principal: { AWS: { "Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root" } },
          Action: "kms:*",
          Resource: "*",
        }),
        PendingWindowInDays: 7,
      },
    },
    Stream: {
      type: "AWS::Kinesis::Stream",
      properties: { ShardCount: 1, Tags },
    },
    PipeRole: {
      type: "AWS::IAM::Role",
      properties: {
        AssumeRolePolicyDocument: trust("pipes.amazonaws.com"),
        Description,
        Policies: [
          {
            PolicyName: "moves",
            PolicyDocument: policy(
              {
                Effect: "Allow",
                Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
                Resource: arn("Queue"),
              },
              { Effect: "Allow", Action: "kinesis:PutRecord", Resource: arn("Stream") },
            ),
          },
        ],
      },
    },
    Pipe: {
      type: "AWS::Pipes::Pipe",
      properties: {
        RoleArn: arn("PipeRole"),
        Source: arn("Queue"),
        Target: arn("Stream"),
        TargetParameters: { KinesisStreamParameters: { PartitionKey: "one" } },
        Description,
      },
    },
    RestApi: { type: "AWS::ApiGateway::RestApi", properties: { Name: "types-rest", Description } },
    Resource: {
      type: "AWS::ApiGateway::Resource",
      properties: {
        RestApiId: ref("RestApi"),
        ParentId: { "Fn::GetAtt": ["RestApi", "RootResourceId"] },
        PathPart: Description,
      },
    },
    Method: {
      type: "AWS::ApiGateway::Method",
      properties: {
        RestApiId: ref("RestApi"),
        ResourceId: ref("Resource"),
        HttpMethod: "GET",
        AuthorizationType: "NONE",
        Integration: { Type: "MOCK" },
        OperationName: Description,
      },
    },
    Deployment: {
      type: "AWS::ApiGateway::Deployment",
      after: "Method",
      properties: { RestApiId: ref("RestApi"), Description },
    },
    RestStage: {
      type: "AWS::ApiGateway::Stage",
      properties: { RestApiId: ref("RestApi"), DeploymentId: ref("Deployment"), StageName: "live", Description },
    },
    AccountRole: {
      type: "AWS::IAM::Role",
      properties: { AssumeRolePolicyDocument: trust("apigateway.amazonaws.com"), Description },
    },
    Account: {
      type: "AWS::ApiGateway::Account",
      after: "RestApi",
      properties: { CloudWatchRoleArn: arn("AccountRole") },
    },
    HttpApi: {
      type: "AWS::ApiGatewayV2::Api",
      properties: { Name: "types-http", ProtocolType: "HTTP", Description },
    },
    HttpStage: {
      type: "AWS::ApiGatewayV2::Stage",
      properties: { ApiId: ref("HttpApi"), StageName: "$default", AutoDeploy: true, Description },
    },
    GraphApi: {
      type: "AWS::AppSync::GraphQLApi",
      properties: { Name: "types-graph", AuthenticationType: "API_KEY", XrayEnabled: version % 2 === 0 },
    },
    Source: {
      type: "AWS::AppSync::DataSource",
      properties: { ApiId: { "Fn::GetAtt": ["GraphApi", "ApiId"] }, Name: "nothing", Type: "NONE", Description },
    },
    Bucket: {
      type: "AWS::S3::Bucket",
      properties: {
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        Tags,
      },
    },
    BucketPolicy: {
      type: "AWS::S3::BucketPolicy",
      properties: {
        Bucket: ref("Bucket"),
        PolicyDocument: policy({
          Sid: Description,
          Effect: "Deny",
          Principal: { AWS: "*" },
          Action: "s3:*",
          Resource: arn("Bucket"),
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        }),
      },
    },
    Distribution: {
      type: "AWS::CloudFront::Distribution",
      properties: {
        DistributionConfig: {
          Enabled: true,
          Comment: Description,
          Origins: [
            {
              Id: "bucket",
              DomainName: { "Fn::GetAtt": ["Bucket", "RegionalDomainName"] },
              S3OriginConfig: { OriginAccessIdentity: "" },
            },
          ],
          DefaultCacheBehavior: {
            TargetOriginId: "bucket",
            ViewerProtocolPolicy: "redirect-to-https",
            // AWS's own policy CachingOptimized.
            CachePolicyId: "658327ea-f89d-4fab-a63d-7e88639e58f6",
          },
        },
      },
    },
    Zone: { type: "AWS::Route53::HostedZone", properties: { Name: named("${Own}.example") } },
    Record: {
      type: "AWS::Route53::RecordSet",
      properties: {
        HostedZoneId: ref("Zone"),
        Name: named("www.${Own}.example"),
        Type: "TXT",
        TTL: `${60 + version}`,
        ResourceRecords: ['"types"'],
      },
    },
  };
}
