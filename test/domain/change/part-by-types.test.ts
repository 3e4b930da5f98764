import { partByTypes } from "../../../lib/domain/change/part-by-types.ts";

const known = (type: string) => type === "AWS::Neptune::DBCluster";

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
])("%s", (_what, part, types) => {
  expect(partByTypes(types, known, false)).toBe(part);
});

test("a way in that another stack depends on cannot be closed alone: it is compute", () => {
  expect(partByTypes(["AWS::ApiGateway::RestApi"], known, true)).toBe("compute");
});
