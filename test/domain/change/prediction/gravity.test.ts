import type { Effect } from "../../../../lib/domain/change/prediction/effects.ts";
import { predictEffects } from "../../../../lib/domain/change/prediction/predict-effects.ts";

const deployed = (Thing: object | null, Tags = {}) => ({
  template: JSON.stringify({
    Resources: { Other: { Type: "AWS::SNS::Topic" }, ...(Thing ? { Thing } : {}) },
  }),
  parameters: {},
  tags: Tags,
});
const gravityFrom = (before: object | null, after: object | null): string | undefined =>
  predictEffects(deployed(before), deployed(after)).effects.find(({ logicalId }) => logicalId === "Thing")
    ?.gravity;

const bucket = (BucketName: string, more: object = {}) => ({
  Type: "AWS::S3::Bucket",
  Properties: { BucketName },
  ...more,
});
const topic = (TopicName: string, more: object = {}) => ({
  Type: "AWS::SNS::Topic",
  Properties: { TopicName },
  ...more,
});
const database = (Properties: object = {}, more: object = {}) => ({
  Type: "AWS::RDS::DBInstance",
  Properties: { Engine: "postgres", ...Properties },
  ...more,
});
const kept = { DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" };
const role = (Properties: object) => ({ Type: "AWS::IAM::Role", Properties });
const code = (Properties: object) => ({ Type: "AWS::Lambda::Function", Properties });

describe("data is lost", () => {
  test.each<[string, object | null, object | null]>([
    ["when what holds it is removed", bucket("a"), null],
    ["when what holds it is replaced", bucket("a"), bucket("b")],
    [
      "when what holds it is removed and only a replacement would be kept",
      bucket("a", { UpdateReplacePolicy: "Retain" }),
      null,
    ],
    [
      "when what holds it is replaced and only its removal would be kept",
      bucket("a", { DeletionPolicy: "Retain" }),
      bucket("b", { DeletionPolicy: "Retain" }),
    ],
    ["when a database is removed that nobody asked to copy", database(), null],
    ["when what held it becomes something that holds none", bucket("a"), topic("a")],
    ["in the end when it is no longer kept", bucket("a", kept), bucket("a")],
    [
      "in the end when it is no longer kept from a replacement",
      bucket("a", kept),
      bucket("a", { DeletionPolicy: "Retain" }),
    ],
    [
      "in the end when it is no longer copied to a snapshot",
      database({}, { DeletionPolicy: "Snapshot" }),
      database({}, { DeletionPolicy: "Delete" }),
    ],
    [
      "in the end when a database is no longer copied as it is by default",
      database(),
      database({}, { DeletionPolicy: "Delete" }),
    ],
    [
      "in the end when it is no longer protected against deletion",
      database({ DeletionProtection: true }),
      database({ DeletionProtection: false }),
    ],
    [
      "in the end when a user pool is no longer protected against deletion",
      { Type: "AWS::Cognito::UserPool", Properties: { DeletionProtection: "ACTIVE" } },
      { Type: "AWS::Cognito::UserPool" },
    ],
    [
      "in the end when a replica is no longer protected against deletion",
      {
        Type: "AWS::DynamoDB::GlobalTable",
        Properties: { Replicas: [{ DeletionProtectionEnabled: true }, { DeletionProtectionEnabled: true }] },
      },
      {
        Type: "AWS::DynamoDB::GlobalTable",
        Properties: { Replicas: [{ DeletionProtectionEnabled: true }, { DeletionProtectionEnabled: false }] },
      },
    ],
  ])("%s", (_when, before, after) => {
    expect(gravityFrom(before, after)).toBe("data-lost");
  });
});

describe("no data is lost", () => {
  test.each<[string, object | null, object | null, Effect["gravity"]]>([
    ["when what is removed is kept", bucket("a", kept), null, "replaced"],
    [
      "when a snapshot of what is removed is kept",
      database({}, { DeletionPolicy: "Snapshot" }),
      null,
      "replaced",
    ],
    ["when what is replaced is kept", bucket("a", kept), bucket("b", kept), "replaced"],
    ["when what is removed holds none", topic("a"), null, "replaced"],
    ["when what is replaced holds none", topic("a"), topic("b"), "replaced"],
    ["when it begins to be kept", bucket("a"), bucket("a", kept), "changed"],
    [
      "when a database is asked to be copied as it is by default",
      database(),
      database({}, { DeletionPolicy: "Snapshot" }),
      "changed",
    ],
    ["when it begins to be protected", database(), database({ DeletionProtection: true }), "changed"],
    [
      "when nothing else than data would be protected",
      { Type: "AWS::EC2::Instance", Properties: { DisableApiTermination: true } },
      { Type: "AWS::EC2::Instance", Properties: { DisableApiTermination: false } },
      "changed",
    ],
    ["when what holds none is no longer kept from a removal of it", topic("a", kept), null, "replaced"],
    ["when what holds it is new", null, bucket("a"), "changed"],
  ])("%s", (_when, before, after, gravity) => {
    expect(gravityFrom(before, after)).toBe(gravity);
  });
});

describe("access is widened", () => {
  const trust = { AssumeRolePolicyDocument: { Statement: [] } };

  test.each<[string, object | null, object | null]>([
    ["when what says who may do something is new", null, role(trust)],
    [
      "when a resource is new of which one property says it",
      null,
      { Type: "AWS::ECR::Repository", Properties: { RepositoryPolicyText: {} } },
    ],
    ["when a property says it that changes", role(trust), role({ ...trust, ManagedPolicyArns: ["a"] })],
    [
      "when one property of several says it",
      role(trust),
      role({ ...trust, Description: "a", ManagedPolicyArns: ["a"] }),
    ],
    [
      "when what says it is replaced, and says more",
      role({ RoleName: "a" }),
      role({ RoleName: "b", ManagedPolicyArns: ["a"] }),
    ],
    [
      "when nobody can tell whether what says it exists",
      role(trust),
      { ...role(trust), Condition: "Untold" },
    ],
  ])("%s", (_when, before, after) => {
    expect(gravityFrom(before, after)).toBe("widened");
  });

  test.each<[string, object | null, object | null, Effect["gravity"]]>([
    ["when what says it goes", role(trust), null, "replaced"],
    ["when a rule goes", { Type: "AWS::EC2::SecurityGroupIngress" }, null, "replaced"],
    [
      "when only an attribute of what says it changes",
      role(trust),
      { ...role(trust), DependsOn: "Other" },
      "changed",
    ],
    ["when a property of a new resource says nothing", null, topic("a"), "changed"],
    [
      "when another property changes",
      code({ Timeout: 1, Role: "a" }),
      code({ Timeout: 2, Role: "a" }),
      "changed",
    ],
  ])("but not %s", (_when, before, after, gravity) => {
    expect(gravityFrom(before, after)).toBe(gravity);
  });

  test("not by the tags of a stack, except of what is new", () => {
    const [before, after] = [deployed(role(trust)), deployed(role(trust))];
    const gravities = (of: Effect[] | readonly Effect[]) =>
      of.map((one) => `${one.logicalId} ${one.gravity}`);

    expect(gravities(predictEffects(before, { ...after, tags: { team: "b" } }).effects)).toEqual([
      "Other changed",
      "Thing changed",
    ]);
    expect(gravities(predictEffects(deployed(null), { ...after, tags: { team: "b" } }).effects)).toEqual([
      "Thing widened",
      "Other changed",
    ]);
  });

  test.each<[string, object, string]>([
    [
      "when what says it follows what changes, although something else of it changes too",
      { ManagedPolicyArns: [{ Ref: "Policy" }] },
      "widened",
    ],
    ["not when something else follows", { Description: { Ref: "Policy" } }, "changed"],
  ])("%s", (_when, more, gravity) => {
    const of = (name: string) => ({
      template: JSON.stringify({
        Resources: {
          Policy: {
            Type: "AWS::IAM::ManagedPolicy",
            Properties: { ManagedPolicyName: name, PolicyDocument: {} },
          },
          Thing: role({ ...trust, MaxSessionDuration: name, ...more }),
        },
      }),
      parameters: {},
      tags: {},
    });
    const { effects } = predictEffects(of("a"), of("b"));

    expect(effects.find(({ logicalId }) => logicalId === "Thing")).toMatchObject({ gravity });
  });
});
