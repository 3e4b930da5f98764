import { byPolicy, open, type Shape, shut } from "../shape.ts";

const api = (types: readonly string[]) => ({ GetRestApi: { endpointConfiguration: { types } } });
const endpoint = (...Types: readonly string[]) => ({ EndpointConfiguration: { Types } });
const distribution = (Enabled: boolean) => ({
  GetDistribution: { Distribution: { Status: "Deployed", DistributionConfig: { Enabled } } },
});
const graphql = (visibility: string) => ({ GetGraphqlApi: { graphqlApi: { visibility } } });
const service = (assignPublicIp: string) => ({
  DescribeServices: {
    services: [{ status: "ACTIVE", networkConfiguration: { awsvpcConfiguration: { assignPublicIp } } }],
  },
});
const functionAnswers = {
  GetFunctionConfiguration: { State: "Active", CodeSha256: "x" },
  ListAliases: { Aliases: [{ Name: "live" }] },
  ListVersionsByFunction: { Versions: [{ Version: "$LATEST" }, { Version: "1" }] },
};

/** Doors of services: APIs, distributions, functions, and what runs behind them. Source: the API reference of each service. */
export const doors: Readonly<Record<string, Shape>> = {
  "AWS::ApiGateway::RestApi": {
    id: "a1b2c3",
    stands: api(["PRIVATE"]),
    untold: { GetRestApi: { id: "a1b2c3" } },
    absent: "NotFoundException",
    settings: [
      open("an edge endpoint", {}, api(["EDGE"])),
      open("a regional endpoint", endpoint("REGIONAL"), api(["REGIONAL"])),
      open(
        "a private and a regional endpoint",
        endpoint("PRIVATE", "REGIONAL"),
        api(["PRIVATE", "REGIONAL"]),
      ),
      shut("a private endpoint", endpoint("PRIVATE")),
    ],
  },
  "AWS::ApiGateway::UsagePlan": {
    id: "up1",
    stands: { GetUsagePlan: { name: "all" } },
    absent: "NotFoundException",
    settings: [],
  },
  "AWS::ApiGateway::ApiKey": {
    id: "k1",
    stands: { GetApiKey: { enabled: true } },
    absent: "NotFoundException",
    settings: [],
  },
  "AWS::ApiGatewayV2::Api": {
    id: "h1",
    stands: { GetApi: { DisableExecuteApiEndpoint: true } },
    untold: { GetApi: { ApiId: "h1" } },
    absent: "NotFoundException",
    settings: [
      open("an endpoint", {}, { GetApi: { DisableExecuteApiEndpoint: false } }),
      shut("no endpoint", { DisableExecuteApiEndpoint: true }),
    ],
  },
  "AWS::AppSync::GraphQLApi": {
    id: "arn:aws:appsync:us-east-1:1:apis/g1",
    stands: graphql("PRIVATE"),
    untold: { GetGraphqlApi: { graphqlApi: { apiId: "g1" } } },
    absent: "NotFoundException",
    settings: [
      open("no visibility", {}, graphql("GLOBAL")),
      open("global", { Visibility: "GLOBAL" }, graphql("GLOBAL")),
      shut("private", { Visibility: "PRIVATE" }),
    ],
  },
  "AWS::CloudFront::Distribution": {
    id: "E1",
    stands: distribution(false),
    untold: { GetDistribution: { Distribution: { Id: "E1" } } },
    absent: "NoSuchDistribution",
    settings: [
      open("enabled", { DistributionConfig: { Enabled: true } }, distribution(true)),
      open(
        "enabled, with an origin shield that is not",
        {
          DistributionConfig: { Enabled: true, Origins: [{ OriginShield: { Enabled: false } }] },
        },
        distribution(true),
      ),
      shut("disabled", { DistributionConfig: { Enabled: false } }),
    ],
  },
  "AWS::CloudFront::OriginAccessControl": {
    id: "O1",
    stands: { GetOriginAccessControl: { OriginAccessControl: { Id: "O1" } } },
    absent: "NoSuchOriginAccessControl",
    settings: [],
  },
  "AWS::Lambda::Url": {
    id: "arn:aws:lambda:us-east-1:1:function:web",
    stands: { GetFunctionUrlConfig: { AuthType: "AWS_IAM" } },
    untold: { GetFunctionUrlConfig: { FunctionUrl: "https://x" } },
    absent: "ResourceNotFoundException",
    settings: [
      open("no signature", { AuthType: "NONE" }, { GetFunctionUrlConfig: { AuthType: "NONE" } }),
      shut("a signature", { AuthType: "AWS_IAM" }),
    ],
  },
  "AWS::Lambda::Function": {
    id: "web",
    stands: { ...functionAnswers, GetPolicy: "ResourceNotFoundException" },
    absent: "ResourceNotFoundException",
    settings: [
      ...byPolicy(
        () => ({}),
        (Policy) => ({ GetPolicy: { Policy } }),
      ),
      // Source: Lambda API reference, GetPolicy, Qualifier: a version and an alias have policies of their own.
      ...["live", "1"].map((qualifier) =>
        open(
          `everyone may call ${qualifier}`,
          {},
          {
            GetPolicy: ({ Qualifier }: { Qualifier?: string }) =>
              Qualifier === qualifier
                ? {
                    Policy:
                      '{"Statement":{"Effect":"Allow","Principal":"*","Action":"lambda:InvokeFunction"}}',
                  }
                : "ResourceNotFoundException",
          },
        ),
      ),
      shut("no policy", {}),
    ],
  },
  "AWS::Lambda::EventSourceMapping": {
    id: "m-1",
    stands: { GetEventSourceMapping: { State: "Enabled" } },
    absent: "ResourceNotFoundException",
    settings: [],
  },
  "AWS::Lambda::LayerVersion": {
    id: "arn:aws:lambda:us-east-1:1:layer:web:1",
    stands: { GetLayerVersionByArn: { Content: { CodeSha256: "x" } } },
    absent: "ResourceNotFoundException",
    settings: [],
  },
  "AWS::ECS::Cluster": {
    id: "web",
    stands: { DescribeClusters: { clusters: [{ status: "ACTIVE" }] } },
    absent: { DescribeClusters: { clusters: [], failures: [{ reason: "MISSING" }] } },
    settings: [],
  },
  "AWS::ECS::Service": {
    id: "arn:aws:ecs:us-east-1:1:service/web/web",
    stands: service("DISABLED"),
    absent: { DescribeServices: { services: [], failures: [{ reason: "MISSING" }] } },
    settings: [
      open(
        "public addresses",
        { NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: "ENABLED" } } },
        service("ENABLED"),
      ),
      shut("private addresses", {
        NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: "DISABLED" } },
      }),
    ],
  },
  "AWS::ECS::TaskDefinition": {
    id: "arn:aws:ecs:us-east-1:1:task-definition/web:1",
    stands: { DescribeTaskDefinition: { taskDefinition: { status: "ACTIVE", containerDefinitions: [] } } },
    // Source: ECS API reference, DescribeTaskDefinition: ClientException, whose message alone tells why.
    absent: "ClientException: Unable to describe task definition.",
    settings: [],
  },
  "AWS::Pipes::Pipe": {
    id: "web",
    stands: { DescribePipe: { CurrentState: "RUNNING" } },
    absent: "NotFoundException",
    settings: [],
  },
  "AWS::Scheduler::Schedule": {
    id: "web",
    stands: { ListSchedules: { Schedules: [{ Name: "web", State: "ENABLED" }] } },
    absent: { ListSchedules: { Schedules: [] } },
    settings: [],
  },
  "AWS::Scheduler::ScheduleGroup": {
    id: "web",
    stands: { GetScheduleGroup: { State: "ACTIVE" } },
    absent: "ResourceNotFoundException",
    settings: [],
  },
  "AWS::StepFunctions::StateMachine": {
    id: "arn:aws:states:us-east-1:1:stateMachine:web",
    stands: { DescribeStateMachine: { status: "ACTIVE", roleArn: "r" } },
    absent: "StateMachineDoesNotExist",
    settings: [],
  },
  "AWS::IoT::TopicRule": {
    id: "web",
    stands: { ListTopicRules: { rules: [{ ruleName: "web" }] } },
    absent: { ListTopicRules: { rules: [] } },
    settings: [],
  },
  "AWS::Events::Rule": {
    id: "web",
    stands: { DescribeRule: { State: "ENABLED" } },
    absent: "ResourceNotFoundException",
    settings: [],
  },
  "AWS::Events::EventBus": {
    id: "web",
    stands: { DescribeEventBus: { Name: "web" } },
    absent: "ResourceNotFoundException",
    settings: [
      ...byPolicy(
        (Policy) => ({ Policy }),
        (Policy) => ({ DescribeEventBus: { Name: "web", Policy } }),
      ),
      shut("no policy", {}),
    ],
  },
};
