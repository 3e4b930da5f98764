import {
  type Goneness,
  isGone,
  isGoneByBoth,
  isGoneGenerally,
  isOnlyAnother,
  lookCommand,
} from "../../../lib/domain/rollback/gone.ts";
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

describe("a resource that only Cloud Control reads", () => {
  const read = { identifier: "shop", is: "absent", because: "", wasSeenStanding: true } as const;
  const call = "cloudformation:GetResource shop";

  test.each<[string, Partial<Parameters<typeof isGoneGenerally>[0]>, Goneness, string]>([
    ["is there if it is found", { is: "standing" }, "present", `${call}: found`],
    [
      "is unproven if it cannot be read",
      { is: "unread", because: "AccessDenied" },
      "unproven",
      `${call}: AccessDenied`,
    ],
    [
      "is unproven if it has no identifier",
      { identifier: null, is: "unread", because: "it has none" },
      "unproven",
      "cloudformation:GetResource: it has none",
    ],
    [
      "is unproven if it is not found, and was never read while it stood",
      { wasSeenStanding: false },
      "unproven",
      `${call}: not found, and it was never read while it stood`,
    ],
  ])("%s", (_what, more, is, how) => {
    expect(isGoneGenerally({ ...read, ...more })).toEqual({ is, how });
  });

  test("is gone if it is not found under an identifier that was read while it stood", () => {
    const { is, how } = isGoneGenerally(read);
    expect(is).toBe("gone");
    expect(how).toContain("shop");
  });
});

describe("a resource that its own service and Cloud Control read", () => {
  const gone = { is: "gone", how: "iam:GetRole: not found" } as const;

  test("is unproven if only one of them finds it", () => {
    expect(isGoneByBoth(gone, { identifier: "shop", is: "standing" })).toEqual({
      is: "unproven",
      how: "iam:GetRole: not found; cloudformation:GetResource shop: found",
    });
  });

  test.each(["absent", "unread"] as const)("is what its service says if the other finds it %s", (is) => {
    expect(isGoneByBoth(gone, { identifier: "shop", is })).toBe(gone);
  });

  test("is there as soon as its service finds it", () => {
    const present = { is: "present", how: "iam:GetRole: found" } as const;
    expect(isGoneByBoth(present, { identifier: "shop", is: "standing" })).toBe(present);
  });
});

describe("a record of DNS that is found under a shared name", () => {
  const found = {
    type: "AWS::Route53::RecordSet",
    facts: { records: ["Z1 example.com. A"] },
  } as unknown as Inspected;
  const [its, others] = [{ properties: { Type: "A" } }, { properties: { Type: "AAAA" } }];

  test("is only another if it is none of those that had the name", () => {
    expect(isOnlyAnother(found, [others])).toBe(true);
    expect(isOnlyAnother(found, [others, others])).toBe(true);
    expect(isOnlyAnother(found, [its])).toBe(false);
    expect(isOnlyAnother(found, [others, its])).toBe(false);
  });

  test("stands for one of which nothing is known", () => {
    expect(isOnlyAnother(found, [])).toBe(false);
    expect(isOnlyAnother(found, [others, {}])).toBe(false);
  });
});

test("what is found under a shared id stands for a resource unless each that had it is known, and is another", () => {
  expect(isOnlyAnother(subnet, [])).toBe(false);
  expect(isOnlyAnother(subnet, [{}])).toBe(false);
  expect(isOnlyAnother(subnet, [{ properties: {} }])).toBe(false);
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
