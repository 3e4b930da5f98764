import { rmSync } from "node:fs";
import { Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { DecisionKeys } from "../../lib/control-plane/decision-keys.ts";
import { InfrastructureRecords } from "../../lib/control-plane/infrastructure-records.ts";
import { controlPlane } from "./synthesised.ts";

type Statement = {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Principal?: unknown;
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};
type Resource = {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Properties: Readonly<Record<string, unknown>>;
};

const { stack, bundles } = controlPlane();
const { Resources } = Template.fromStack(stack).toJSON() as { Resources: Record<string, Resource> };
afterAll(() => rmSync(bundles, { recursive: true, force: true }));

const ofType = (type: string) => Object.values(Resources).filter(({ Type }) => Type === type);
const documentIn = ({ Properties }: Resource, key = "PolicyDocument") =>
  (Properties[key] as { Statement: readonly Statement[] }).Statement;

/** Every statement that gives a function or a machine anything. */
const allowed = ofType("AWS::IAM::Policy")
  .flatMap((policy) => documentIn(policy))
  .filter(({ Effect }) => Effect === "Allow");
const matches = (pattern: string, action: string) =>
  new RegExp(`^${pattern.replaceAll("*", ".*")}$`, "i").test(action);
const records = ofType("AWS::S3::Bucket").find(({ Properties }) => "ObjectLockConfiguration" in Properties);
const bucketDenies = ofType("AWS::S3::BucketPolicy")
  .flatMap((policy) => documentIn(policy))
  .filter(({ Effect, Sid }) => Effect === "Deny" && Sid !== undefined);
const bucketDeny = (sid: string) => bucketDenies.find(({ Sid }) => Sid === sid);

test("the second copy is locked as the settings say: seven years, which no one can shorten", () => {
  expect(records?.Properties["ObjectLockConfiguration"]).toEqual({
    ObjectLockEnabled: "Enabled",
    Rule: { DefaultRetention: { Mode: "COMPLIANCE", Days: 2557 } },
  });
  expect(records?.Properties["VersioningConfiguration"]).toEqual({ Status: "Enabled" });
});

test("objects are created once: a put that could replace one is denied to everybody", () => {
  expect(bucketDeny("CreateOnly")).toMatchObject({
    Principal: "*",
    Action: "s3:PutObject",
    Condition: { Null: { "s3:if-none-match": "true" } },
  });
});

test("no version is deleted and no retention changed, regardless of other grants", () => {
  expect(bucketDeny("KeepEveryVersion")).toMatchObject({
    Principal: "*",
    Action: [
      "s3:DeleteObject",
      "s3:DeleteObjectVersion",
      "s3:BypassGovernanceRetention",
      "s3:PutObjectRetention",
    ],
  });
  expect(bucketDeny("KeepEveryVersion")?.Condition).toBeUndefined();
});

test("roles that a change's templates make are kept from the bucket", () => {
  expect(bucketDeny("KeptFromEnvironments")).toMatchObject({
    Action: "s3:*",
    Condition: {
      ArnLike: {
        "aws:PrincipalArn": expect.arrayContaining(["arn:*:iam::*:role/interlock-reference-production-*"]),
      },
    },
  });
});

test("no deployment replaces the table, the bucket or a key by renaming it, and none deletes what it replaces", () => {
  const kept = Object.entries(Resources)
    .filter(([name]) =>
      /^(InfrastructureRecords(Table|Bucket|SigningKey)|DecisionKeys(Decision|Operator)Key)[0-9A-F]{8}$/.test(
        name,
      ),
    )
    .map(([name, { Type, DeletionPolicy, UpdateReplacePolicy }]) =>
      [name, Type, DeletionPolicy, UpdateReplacePolicy].join(" "),
    );
  expect(kept).toEqual([
    "InfrastructureRecordsTable6C28A02D AWS::DynamoDB::GlobalTable Retain Retain",
    "InfrastructureRecordsBucket27BA9DAA AWS::S3::Bucket Retain Retain",
    "InfrastructureRecordsSigningKey9F62C6A6 AWS::KMS::Key Retain Retain",
    "DecisionKeysDecisionKey3410D216 AWS::KMS::Key Retain Retain",
    "DecisionKeysOperatorKeyEB9AEE71 AWS::KMS::Key Retain Retain",
  ]);
});

test("settings that count one key more add a signing key and keep the one before; people's keys are replaced and retained", () => {
  const settings = { application: "shop", retentionDays: 1, retentionMode: "GOVERNANCE" } as const;
  const namesWith = (keysOf: { signing: number; decision: number; operator: number }) => {
    const stack = new Stack();
    new InfrastructureRecords(stack, "InfrastructureRecords", { ...settings, keys: keysOf });
    new DecisionKeys(stack, "DecisionKeys", keysOf);
    const keys = Template.fromStack(stack).findResources("AWS::KMS::Key", {
      DeletionPolicy: "Retain",
      Properties: { KeySpec: "ECC_NIST_P256" },
    });
    return Object.keys(keys).map((name) => name.slice(0, -8));
  };
  expect(namesWith({ signing: 1, decision: 1, operator: 1 })).toEqual([
    "InfrastructureRecordsSigningKey",
    "DecisionKeysDecisionKey",
    "DecisionKeysOperatorKey",
  ]);
  expect(namesWith({ signing: 3, decision: 2, operator: 1 })).toEqual([
    "InfrastructureRecordsSigningKey",
    "InfrastructureRecordsSigningKey2",
    "InfrastructureRecordsSigningKey3",
    "DecisionKeysDecisionKey2",
    "DecisionKeysOperatorKey",
  ]);
});

test("only the break-glass role may disable or delete the signing key", () => {
  const key = ofType("AWS::KMS::Key").find(({ Properties }) => Properties["KeyUsage"] === "SIGN_VERIFY");
  const statements = key === undefined ? [] : documentIn(key, "KeyPolicy");
  expect(statements.filter(({ Effect }) => Effect === "Deny")).toMatchObject([
    {
      Principal: "*",
      Action: ["kms:DisableKey", "kms:ScheduleKeyDeletion"],
      Condition: { StringNotLike: { "aws:PrincipalArn": "arn:*:iam::*:role/interlock-break-glass" } },
    },
    { Sid: "OnlySignReceiptSigns", Principal: "*", Action: "kms:Sign" },
  ]);
});

test.each([
  ["InfrastructureRecordsSigningKey", "kms:Sign", ["signreceiptrole"]],
  ["DecisionKeysDecisionKey", "kms:Sign", ["deciderole"]],
  [
    "DecisionKeysOperatorKey",
    "kms:Sign",
    [
      "adoptcommitrole",
      "developmentresolvequarantinedevelopmentrole",
      "liftwindowrole",
      "productionresolvequarantineproductionrole",
      "resumeworkrole",
      "stagingresolvequarantinestagingrole",
    ],
  ],
  ["DecisionKeysLinkKey", "kms:GenerateMac", ["opengaterole", "sweeprole"]],
])("the policy of %s denies %s to everyone but the functions that need it", (id, action, roles) => {
  const [, key] = Object.entries(Resources).find(([name]) => name.startsWith(id)) ?? [];
  const [denied] = (key === undefined ? [] : documentIn(key, "KeyPolicy")).filter(
    ({ Effect, Action }) => Effect === "Deny" && Action === action,
  );
  const named = JSON.stringify(denied?.Condition ?? {}).match(/[a-z]+role(?=[A-F0-9]{8})/g) ?? [];
  expect(named.toSorted()).toEqual(roles);
  expect(Object.keys(denied?.Condition ?? {})).toEqual(["ArnNotEquals"]);
});

test.each([
  "kms:ScheduleKeyDeletion",
  "kms:DisableKey",
  "dynamodb:DeleteTable",
  "s3:DeleteObject",
  "s3:DeleteObjectVersion",
  "s3:PutObjectRetention",
  "s3:BypassGovernanceRetention",
  "s3:PutBucketPolicy",
  "s3:PutBucketObjectLockConfiguration",
])("no function may %s", (action) => {
  expect(allowed.filter(({ Action }) => [Action].flat().some((pattern) => matches(pattern, action)))).toEqual(
    [],
  );
});

test("operators are told when the copies disagree, and when they are not compared", () => {
  const alarms = ofType("AWS::CloudWatch::Alarm").map(({ Properties }) => Properties);
  const divergence = alarms.find(({ MetricName }) => MetricName === "records-divergences");
  expect(divergence).toMatchObject({
    Namespace: "Interlock",
    Threshold: 1,
    Dimensions: [{ Name: "Application", Value: "interlock-reference" }],
  });
  const unwatched = alarms.filter(({ AlarmName }) => String(AlarmName).includes("records-are-not-watched"));
  for (const alarm of unwatched) expect(JSON.stringify(alarm["Dimensions"])).toContain("watchrecords");
});
