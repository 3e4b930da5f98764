/** A type without an existence of its own: what it belongs to, and the property that names that. */
export type Dependent = {
  readonly type: string;
  readonly owner: string;
  readonly property: string;
  /** Properties with which it opens its owner to the internet; absent if it cannot. */
  readonly opens?: object;
};

const everyone = { Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }] };
const policy = { PolicyDocument: everyone };

const of = (
  owner: string,
  property: string,
  ...types: readonly (string | readonly [string, object])[]
): readonly Dependent[] =>
  types.map((one) =>
    typeof one === "string"
      ? { type: one, owner, property }
      : { type: one[0], owner, property, opens: one[1] },
  );

/** Source: CloudFormation template reference, the page of each type. */
export const dependentTypes: readonly Dependent[] = [
  ...of(
    "AWS::ApiGateway::RestApi",
    "RestApiId",
    ["AWS::ApiGateway::Deployment", { StageName: "live" }],
    ["AWS::ApiGateway::Stage", { StageName: "live" }],
    ["AWS::ApiGateway::Method", { HttpMethod: "GET", AuthorizationType: "NONE" }],
    "AWS::ApiGateway::Resource",
    "AWS::ApiGateway::Model",
    "AWS::ApiGateway::RequestValidator",
    "AWS::ApiGateway::Authorizer",
    "AWS::ApiGateway::GatewayResponse",
  ),
  ...of(
    "AWS::ApiGatewayV2::Api",
    "ApiId",
    ["AWS::ApiGatewayV2::Deployment", {}],
    ["AWS::ApiGatewayV2::Stage", { StageName: "live" }],
    ["AWS::ApiGatewayV2::Route", { RouteKey: "$default" }],
    "AWS::ApiGatewayV2::Integration",
    "AWS::ApiGatewayV2::Authorizer",
    "AWS::ApiGatewayV2::Model",
  ),
  ...of(
    "AWS::AppSync::GraphQLApi",
    "ApiId",
    ["AWS::AppSync::ApiKey", {}],
    "AWS::AppSync::Resolver",
    "AWS::AppSync::DataSource",
  ),
  ...of(
    "AWS::EC2::SecurityGroup",
    "GroupId",
    ["AWS::EC2::SecurityGroupIngress", { CidrIp: "0.0.0.0/0" }],
    "AWS::EC2::SecurityGroupEgress",
  ),
  ...of("AWS::EC2::RouteTable", "RouteTableId", [
    "AWS::EC2::Route",
    { DestinationCidrBlock: "0.0.0.0/0", GatewayId: "igw-1" },
  ]),
  ...of("AWS::EC2::InternetGateway", "InternetGatewayId", [
    "AWS::EC2::VPCGatewayAttachment",
    { VpcId: "vpc-of-others" },
  ]),
  ...of("AWS::EC2::Subnet", "SubnetId", [
    "AWS::EC2::SubnetRouteTableAssociation",
    { RouteTableId: "rtb-of-others" },
  ]),
  ...of("AWS::Events::EventBus", "EventBusName", [
    "AWS::Events::EventBusPolicy",
    { Statement: { Effect: "Allow", Principal: "*" } },
  ]),
  ...of("AWS::Kinesis::Stream", "ResourceArn", [
    "AWS::Kinesis::ResourcePolicy",
    { ResourcePolicy: everyone },
  ]),
  ...of(
    "AWS::Lambda::Function",
    "FunctionName",
    ["AWS::Lambda::Permission", { Principal: "*" }],
    "AWS::Lambda::Version",
    "AWS::Lambda::Alias",
    "AWS::Lambda::EventInvokeConfig",
  ),
  ...of(
    "AWS::Logs::LogGroup",
    "LogGroupName",
    "AWS::Logs::LogStream",
    "AWS::Logs::MetricFilter",
    "AWS::Logs::SubscriptionFilter",
  ),
  ...of("AWS::S3::Bucket", "Bucket", ["AWS::S3::BucketPolicy", policy]),
  ...of(
    "AWS::SecretsManager::Secret",
    "SecretId",
    ["AWS::SecretsManager::ResourcePolicy", { ResourcePolicy: everyone }],
    "AWS::SecretsManager::RotationSchedule",
  ),
  ...of("AWS::SNS::Topic", "TopicArn", ["AWS::SNS::TopicInlinePolicy", policy], "AWS::SNS::Subscription"),
  ...of("AWS::SNS::Topic", "Topics", ["AWS::SNS::TopicPolicy", policy]),
  ...of("AWS::SQS::Queue", "Queue", ["AWS::SQS::QueueInlinePolicy", policy]),
  ...of("AWS::SQS::Queue", "Queues", ["AWS::SQS::QueuePolicy", policy]),
  ...of("AWS::IAM::Role", "Roles", "AWS::IAM::Policy"),
];
