import { partByTypes } from "../../../lib/domain/change/part-by-types.ts";

const known = (type: string) => ["AWS::Neptune::DBCluster", "Custom::AWS::S3::Bucket"].includes(type);

test.each<[string, string, readonly string[]]>([
  ["a table is a database", "database", ["AWS::DynamoDB::Table", "AWS::Lambda::Function"]],
  ["what only AWS calls stateful is a database", "database", ["AWS::Neptune::DBCluster"]],
  [
    "buckets alone are storage",
    "storage",
    ["AWS::S3::Bucket", "AWS::S3::BucketPolicy", "AWS::Lambda::Function"],
  ],
  ["a network is the network, whatever else it has", "network", ["AWS::EC2::VPC", "AWS::EC2::Subnet"]],
  ["log groups alone are logging", "logging", ["AWS::Logs::LogGroup", "AWS::CDK::Metadata"]],
  ["alarms and their topic are monitoring", "monitoring", ["AWS::CloudWatch::Alarm", "AWS::SNS::Topic"]],
  ["the way in alone is ingress", "ingress", ["AWS::ApiGateway::RestApi", "AWS::Lambda::Permission"]],
  ["the way in with its code is compute", "compute", ["AWS::ApiGateway::RestApi", "AWS::Lambda::Function"]],
  ["a queue does not make a stack one of data", "compute", ["AWS::SQS::Queue", "AWS::Lambda::Function"]],
  ["what nobody knows is compute", "compute", ["AWS::Braket::Queue"]],
  ["buckets beside a table are a database", "database", ["AWS::S3::Bucket", "AWS::DynamoDB::Table"]],
  ["data decides before a network", "database", ["AWS::EC2::VPC", "AWS::DynamoDB::Table"]],
  ["a network decides before a way in", "network", ["AWS::EC2::VPC", "AWS::ApiGateway::RestApi"]],
  ["a log group beside code is compute", "compute", ["AWS::Logs::LogGroup", "AWS::Lambda::Function"]],
  ["an alarm beside code is compute", "compute", ["AWS::CloudWatch::Alarm", "AWS::Lambda::Function"]],
  ["log groups beside alarms are compute", "compute", ["AWS::Logs::LogGroup", "AWS::CloudWatch::Alarm"]],
  ["what only serves a way in is compute", "compute", ["AWS::Lambda::Permission"]],
  ["nothing is compute", "compute", []],
  ["what the CDK says of itself is compute", "compute", ["AWS::CDK::Metadata"]],
  ["a type that is only called like files is a database", "database", ["Custom::AWS::S3::Bucket"]],
])("%s", (_what, part, types) => {
  expect(partByTypes(types, known, false)).toBe(part);
});

test("a way in that another stack depends on cannot be closed alone: it is compute", () => {
  expect(partByTypes(["AWS::ApiGateway::RestApi"], known, true)).toBe("compute");
});
