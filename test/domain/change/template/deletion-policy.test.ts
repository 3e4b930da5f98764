import {
  deletionPolicyOf,
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

test("an environment that nobody needs any more keeps nothing, and nothing in it is protected", () => {
  const text = JSON.stringify({
    Resources: {
      Database: {
        Type: "AWS::RDS::DBInstance",
        DeletionPolicy: "RetainExceptOnCreate",
        Properties: { DeletionProtection: true, Engine: "postgres" },
      },
      Table: { Type: "AWS::DynamoDB::Table", Properties: { DeletionProtectionEnabled: "true" } },
      Queue: { Type: "AWS::SQS::Queue" },
    },
  });

  expect(JSON.parse(releasedForGood(text) ?? "")).toMatchObject({
    Resources: {
      Database: { DeletionPolicy: "Delete", Properties: { DeletionProtection: false, Engine: "postgres" } },
      Table: { Properties: { DeletionProtectionEnabled: false } },
      Queue: { Type: "AWS::SQS::Queue" },
    },
  });
  expect(releasedForGood('{"Resources":{"Queue":{"Type":"AWS::SQS::Queue"}}}')).toBeNull();
});
