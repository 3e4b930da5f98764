import {
  type NamedResource,
  resourceIdentity,
  resourceOfArn,
} from "../../../lib/domain/rollback/resource-of-arn.ts";

const here = "eu-west-1:123456789012";
const service = `arn:aws:ecs:${here}:service/shop/web`;
const listener = `arn:aws:elasticloadbalancing:${here}:listener/app/web/1/2`;
const secret = `arn:aws:secretsmanager:${here}:secret:shop/password-AbCdEf`;

describe("an ARN names", () => {
  test.each<[string, string, NamedResource]>([
    ["a bucket, by its name", "arn:aws:s3:::shop-data", { type: "AWS::S3::Bucket", id: "shop-data" }],
    [
      "a topic, by itself",
      `arn:aws:sns:${here}:alarms`,
      { type: "AWS::SNS::Topic", id: `arn:aws:sns:${here}:alarms` },
    ],
    [
      "a subnet, by its id",
      `arn:aws:ec2:${here}:subnet/subnet-1`,
      { type: "AWS::EC2::Subnet", id: "subnet-1" },
    ],
    [
      "a database, after a colon",
      `arn:aws:rds:${here}:db:shop`,
      { type: "AWS::RDS::DBInstance", id: "shop" },
    ],
    ["a service, by itself", service, { type: "AWS::ECS::Service", id: service }],
    ["a listener, by itself", listener, { type: "AWS::ElasticLoadBalancingV2::Listener", id: listener }],
    ["a secret, by itself", secret, { type: "AWS::SecretsManager::Secret", id: secret }],
    [
      "a log group, by its whole name",
      `arn:aws:logs:${here}:log-group:/aws/lambda/shop`,
      { type: "AWS::Logs::LogGroup", id: "/aws/lambda/shop" },
    ],
    [
      "a log group, without the placeholder for its streams",
      `arn:aws:logs:${here}:log-group:/aws/lambda/shop:*`,
      { type: "AWS::Logs::LogGroup", id: "/aws/lambda/shop" },
    ],
    [
      "a log group whose name has such a placeholder within it",
      `arn:aws:logs:${here}:log-group:/shop:*:worker`,
      { type: "AWS::Logs::LogGroup", id: "/shop:*:worker" },
    ],
    [
      "a role, without the path before its name",
      "arn:aws:iam::123456789012:role/team/shop/worker",
      { type: "AWS::IAM::Role", id: "worker" },
    ],
    [
      "a schedule, without its group",
      `arn:aws:scheduler:${here}:schedule/shop/nightly`,
      { type: "AWS::Scheduler::Schedule", id: "nightly" },
    ],
    [
      "a parameter whose name has a path",
      `arn:aws:ssm:${here}:parameter/shop/size`,
      { type: "AWS::SSM::Parameter", id: "/shop/size" },
    ],
    [
      "an alarm, with every character that its name may have",
      `arn:aws:cloudwatch:${here}:alarm:5xx:*:shop/web`,
      { type: "AWS::CloudWatch::Alarm", id: "5xx:*:shop/web" },
    ],
  ])("%s", (_what, arn, resource) => {
    expect(resourceOfArn(arn)).toEqual(resource);
  });
});

describe("a resource of API Gateway, which has no account and names its API first", () => {
  const api = { type: "AWS::ApiGateway::RestApi", id: "abc" };
  test.each([
    ["an API", "/restapis/abc"],
    ["a stage of it", "/restapis/abc/stages/live"],
  ])("%s is named by its API", (_what, path) => {
    expect(resourceOfArn(`arn:aws:apigateway:eu-west-1::${path}`)).toEqual(api);
  });
});

test.each([
  ["https://sqs.eu-west-1.amazonaws.com/123456789012/orders", "orders"],
  ["http://127.0.0.1:4566/123456789012/orders", "orders"],
  ["orders", "orders"],
  ["https://example.com/page/orders", "https://example.com/page/orders"],
  ["see https://sqs.eu-west-1.amazonaws.com/1/orders", "see https://sqs.eu-west-1.amazonaws.com/1/orders"],
])("the queue %s is identified as %s", (id, identity) => {
  expect(resourceIdentity({ type: "AWS::SQS::Queue", id })).toBe(`AWS::SQS::Queue ${identity}`);
});

describe("an ARN of an unknown kind is kept, under a type that no API describes", () => {
  test.each([
    ["another service's kind", "athena:workgroup", `arn:aws:athena:${here}:workgroup/shop`],
    ["a kind that another service has", "rds:subnet", `arn:aws:rds:${here}:subnet:shop`],
    [
      "a kind that only ends like a known one",
      "ec2:2subnet/subnet-1",
      `arn:aws:ec2:${here}:2subnet/subnet-1`,
    ],
    ["no kind", "sdb:orders", `arn:aws:sdb:${here}:orders`],
  ])("%s", (_what, type, arn) => {
    expect(resourceOfArn(arn)).toEqual({ type, id: arn });
  });
});
