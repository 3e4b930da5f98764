import {
  deletionPolicyOf,
  protectionsIn,
  releasedForGood,
  releasedTemplate,
} from "../../../../lib/domain/change/template/deletion-policy.ts";

test.each([
  ["is what the template says", "AWS::S3::Bucket", { DeletionPolicy: "Retain" }, "Retain"],
  ["is Delete where it says nothing", "AWS::S3::Bucket", {}, "Delete"],
  ["is Snapshot for a database where it says nothing", "AWS::RDS::DBInstance", {}, "Snapshot"],
  [
    "is Delete for an instance of a cluster, whose data is the cluster's",
    "AWS::RDS::DBInstance",
    { Properties: { DBClusterIdentifier: "x" } },
    "Delete",
  ],
  ["is Snapshot for a cluster", "AWS::RDS::DBCluster", {}, "Snapshot"],
])("a resource's deletion policy %s", (_what, type, body, policy) => {
  expect(deletionPolicyOf(type, body)).toBe(policy);
});

test("a released template leaves nothing behind, and changes nothing else", () => {
  const topic = { Type: "AWS::SNS::Topic" };
  const bucket = {
    Type: "AWS::S3::Bucket",
    DeletionPolicy: "Retain",
    Metadata: { a: 1 },
    Properties: { Name: "x" },
  };
  const database = { Type: "AWS::RDS::DBInstance" };
  const released = releasedTemplate(
    JSON.stringify({ Description: "d", Resources: { topic, bucket, database }, Outputs: { o: {} } }),
  );
  const mark = { "interlock:deleted-with-its-stack": true };

  expect(JSON.parse(released ?? "")).toEqual({
    Description: "d",
    Resources: {
      topic,
      bucket: { ...bucket, DeletionPolicy: "Delete", Metadata: { a: 1, ...mark } },
      database: { ...database, DeletionPolicy: "Delete", Metadata: mark },
    },
    Outputs: { o: {} },
  });
  expect(releasedTemplate(released ?? "")).toBeNull();
});

describe("an environment that nobody needs any more", () => {
  const releasedOf = (body: object) => {
    const text = releasedForGood(JSON.stringify({ Description: "d", Resources: { Thing: body } }));
    return text === null ? null : JSON.parse(text);
  };

  test.each<[string, string, object, object]>([
    ["a database", "AWS::Neptune::DBCluster", { DeletionProtection: true }, { DeletionProtection: false }],
    [
      "a table",
      "AWS::DynamoDB::Table",
      { DeletionProtectionEnabled: "true", TableName: "orders" },
      { DeletionProtectionEnabled: false, TableName: "orders" },
    ],
    [
      "each replica of a global table",
      "AWS::DynamoDB::GlobalTable",
      { Replicas: [{ Region: "a", DeletionProtectionEnabled: true }, { Region: "b" }] },
      { Replicas: [{ Region: "a", DeletionProtectionEnabled: false }, { Region: "b" }] },
    ],
    [
      "a user pool",
      "AWS::Cognito::UserPool",
      { DeletionProtection: "ACTIVE" },
      { DeletionProtection: "INACTIVE" },
    ],
    [
      "a load balancer",
      "AWS::ElasticLoadBalancingV2::LoadBalancer",
      {
        LoadBalancerAttributes: [
          { Key: "deletion_protection.enabled", Value: "true" },
          { Key: "idle_timeout.timeout_seconds", Value: "60" },
        ],
      },
      {
        LoadBalancerAttributes: [
          { Key: "deletion_protection.enabled", Value: "false" },
          { Key: "idle_timeout.timeout_seconds", Value: "60" },
        ],
      },
    ],
    ["a machine", "AWS::EC2::Instance", { DisableApiTermination: true }, { DisableApiTermination: false }],
    ["a firewall", "AWS::NetworkFirewall::Firewall", { DeleteProtection: true }, { DeleteProtection: false }],
  ])("does not protect %s", (_what, Type, Properties, wanted) => {
    expect(releasedOf({ Type, Properties, DependsOn: "x" })).toEqual({
      Description: "d",
      Resources: { Thing: { Type, Properties: wanted, DependsOn: "x" } },
    });
  });

  test("neither keeps nor protects what it did both", () => {
    expect(
      releasedOf({
        Type: "AWS::RDS::DBInstance",
        DeletionPolicy: "RetainExceptOnCreate",
        Properties: { DeletionProtection: true, Engine: "postgres" },
      }),
    ).toMatchObject({
      Resources: {
        Thing: { DeletionPolicy: "Delete", Properties: { DeletionProtection: false, Engine: "postgres" } },
      },
    });
  });

  test("gives up what it keeps although nothing is protected", () => {
    expect(releasedOf({ Type: "AWS::SNS::Topic", DeletionPolicy: "Retain" })).toMatchObject({
      Resources: { Thing: { Type: "AWS::SNS::Topic", DeletionPolicy: "Delete" } },
    });
  });

  test.each<[string, object]>([
    ["has no property", { Type: "AWS::SQS::Queue" }],
    ["is not protected", { Type: "AWS::DynamoDB::Table", Properties: { DeletionProtectionEnabled: false } }],
    [
      "is no longer protected",
      { Type: "AWS::Cognito::UserPool", Properties: { DeletionProtection: "INACTIVE" } },
    ],
    [
      "only has a property",
      { Type: "AWS::SQS::Queue", Properties: { QueueName: "ACTIVE", FifoQueue: true } },
    ],
  ])("stays as it is where a resource %s", (_what, body) => {
    expect(releasedOf(body)).toBeNull();
  });
});

test("the protections that are on in a resource are told with their places", () => {
  expect(
    protectionsIn({
      DeletionProtection: "ACTIVE",
      Replicas: [
        { Region: "a", DeletionProtectionEnabled: false },
        { Region: "b", DeletionProtectionEnabled: "true" },
      ],
      Name: "ACTIVE",
      DeleteProtection: { Ref: "P" },
    }),
  ).toStrictEqual(["/DeletionProtection", "/Replicas/1/DeletionProtectionEnabled"]);
  expect(protectionsIn({})).toStrictEqual([]);
});
