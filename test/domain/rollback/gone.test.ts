import { type Goneness, isGone, lookCommand } from "../../../lib/domain/rollback/gone.ts";
import type { Inspected } from "../../../lib/resources/resources.ts";

const endpoint = (state: string): Inspected => ({ type: "AWS::EC2::VPCEndpoint", facts: { state } });
const cluster = (status: string): Inspected => ({ type: "AWS::ECS::Cluster", facts: { status } });
const key = (state: string): Inspected => ({
  type: "AWS::KMS::Key",
  facts: { state, admitsEveryone: false, policy: ["p"], documents: [] },
});
const snapshot = (status: string): Inspected => ({ type: "AWS::RDS::DBSnapshot", facts: { status } });
const flowLog = (state: string): Inspected => ({
  type: "AWS::EC2::FlowLog",
  facts: { state },
});
const networkInterface: Inspected = {
  type: "AWS::EC2::NetworkInterface",
  facts: { status: "in-use", hasPublicIp: false },
};
const subnet: Inspected = { type: "AWS::EC2::Subnet", facts: { mapsPublicIp: false } };

describe("a resource that is described", () => {
  test.each<[string, Goneness, Inspected, string]>([
    ["in a state of its type that is gone", "gone", endpoint("deleted"), "ec2:DescribeVpcEndpoints: deleted"],
    ["in a status that is gone", "gone", cluster("INACTIVE"), "ecs:DescribeClusters: INACTIVE"],
    ["as a key that waits to be deleted", "gone", key("PendingDeletion"), "kms:DescribeKey: PendingDeletion"],
    [
      "as a key that waits for its replicas to be deleted",
      "going",
      key("PendingReplicaDeletion"),
      "kms:DescribeKey: PendingReplicaDeletion",
    ],
    ["in a state on the way there", "going", endpoint("deleting"), "ec2:DescribeVpcEndpoints: deleting"],
    [
      "on its way, where no state means gone",
      "going",
      snapshot("deleting"),
      "rds:DescribeDBSnapshots: deleting",
    ],
    [
      "in any state, where AWS takes it away by itself",
      "going",
      networkInterface,
      "ec2:DescribeNetworkInterfaces: in-use",
    ],
    ["in any other state", "present", endpoint("available"), "ec2:DescribeVpcEndpoints: available"],
    ["in another type's state", "present", snapshot("INACTIVE"), "rds:DescribeDBSnapshots: INACTIVE"],
    ["where no state is gone or going", "present", flowLog("ACTIVE"), "ec2:DescribeFlowLogs: ACTIVE"],
    ["and has no state", "present", subnet, "ec2:DescribeSubnets: found"],
  ])("%s is %s", (_what, is, described, how) => {
    expect(isGone(described.type, described)).toEqual({ is, how });
  });
});

describe("a resource that is not described", () => {
  test("is gone if its call does not find it", () => {
    expect(isGone("AWS::IAM::Role", null)).toEqual({ is: "gone", how: "iam:GetRole: not found" });
  });

  test("is gone if whatever describes it does not find it", () => {
    expect(isGone("AWS::Braket::Thing", null)).toEqual({ is: "gone", how: "describing it: not found" });
  });

  test("is unproven if no API describes its type", () => {
    const unproven = { is: "unproven", how: "nothing describes AWS::Braket::Thing" };

    expect(isGone("AWS::Braket::Thing", undefined)).toEqual(unproven);
  });
});

describe("the command with which a person looks", () => {
  test.each([
    [
      "asks for a bucket's versions",
      "AWS::S3::Bucket",
      "data",
      "s3api list-object-versions --max-items 10 --bucket data",
    ],
    [
      "asks for a service in its cluster",
      "AWS::ECS::Service",
      "arn:aws:ecs:eu-west-1:1:service/shop/web",
      "ecs describe-services --cluster shop --services arn:aws:ecs:eu-west-1:1:service/shop/web",
    ],
    [
      "asks the tags for a type that nothing describes",
      "AWS::Braket::Thing",
      "arn:thing",
      "resourcegroupstaggingapi get-resources --resource-arn-list arn:thing",
    ],
    [
      "asks the tags for a type that is named like a property of every object",
      "constructor",
      "arn:thing",
      "resourcegroupstaggingapi get-resources --resource-arn-list arn:thing",
    ],
  ])("%s", (_what, type, id, command) => {
    expect(lookCommand(type, id)).toBe(`aws ${command}`);
  });
});
