import { asciiJson } from "../../../../lib/domain/change/ascii.ts";
import { predictEffects } from "../../../../lib/domain/change/prediction/predict-effects.ts";
import { inWords } from "../../../../lib/domain/change/refusal.ts";
import type { CandidateStep } from "../../../../lib/domain/change/rules/candidate.ts";
import { type Environment, environments } from "../../../../lib/domain/environment.ts";
import { about, allowing, bucket, candidate, role, rulesOf, subnet, withResource } from "./about-change.ts";
import { account, letter } from "./judged.ts";

test("a sound change has no findings", () => {
  expect(about(candidate())).toEqual({ refusals: [], unknown: [] });
});

test("every refusal says its rule, where it is, what was seen and what to do", () => {
  const { refusals } = about(candidate({ stackName: "elsewhere", template: "{}" }, { omit: "network" }));

  expect(rulesOf({ refusals, unknown: [] })).toEqual(["stack-name", "missing-part", "template-resources"]);
  for (const refusal of refusals) expect(inWords(refusal)).toMatch(/^[a-z-]+: .+: .+; .+$/s);
});

describe("a change is refused by", () => {
  const open = "{{resolve:ssm:/open}}";
  test.each<[string, Partial<CandidateStep>]>([
    ["stack-name", { stackName: "shop-production-compute" }],
    ["stack-name", { stackName: "shop-development-" }],
    ["stack-name", { stackName: "shop-development-network" }],
    ["step-name", { step: "with_underscore" }],
    ["stack-part", { part: null }],
    ["tag-key", { tags: { "AWS:x": "y" } }],
    ["tag-value", { tags: { x: "y".repeat(257) } }],
    ["order-dependencies", { dependsOn: ["missing"] }],
    ["order-dependencies", { dependsOn: ["compute"] }],
    ["template-parses", { template: "Resources:\n  A: 1" }],
    ["template-parses", { template: '{"Resources":null}' }],
    ["parameter-value", { parameters: { Unknown: "x" } }],
    [
      "parameter-value",
      { template: '{"Parameters":{"P":{"Type":"String"}},"Resources":{"T":{"Type":"AWS::X::A"}}}' },
    ],
    [
      "parameter-secret",
      {
        template:
          '{"Parameters":{"P":{"Type":"String","NoEcho":true}},"Resources":{"T":{"Type":"AWS::X::A"}}}',
        parameters: { P: "s3cret" },
      },
    ],
    ["template-form", { template: '{"Resources":{"a-b":{"Type":"AWS::X::A"}}}' }],
    ["template-form", { template: '{"Resources":{"__proto__":{"Type":"AWS::X::A"}}}' }],
    ["template-form", { template: '{"Resources":{"Fn::Bogus":{"Type":"AWS::X::A"}}}' }],
    ["template-form", { template: '{"Description":{"Ref":"X"},"Resources":{"T":{"Type":"AWS::X::A"}}}' }],
    ["template-form", { template: '{"Resources":{"T":{"Properties":{}}}}' }],
    ["template-form", withResource({ ...bucket, DeletionPolicy: { "Fn::If": ["C", "Retain", "Delete"] } })],
    ["template-form", withResource({ ...bucket, UpdateReplacePolicy: "retain" })],
    [
      "template-function",
      withResource({
        Type: "AWS::SNS::Topic",
        Properties: {
          DisplayName: { "Fn::GetStackOutput": { StackName: "shop-development-data", OutputName: "Name" } },
        },
      }),
    ],
    [
      "template-function",
      withResource({ Type: "AWS::X::A", Properties: { Deep: [{ X: { "Fn::Hash": "x" } }] } }),
    ],
    [
      "export-unique",
      {
        template:
          '{"Outputs":{"A":{"Value":"1","Export":{"Name":"e"}},"B":{"Value":"2","Export":{"Name":"e"}}},"Resources":{"T":{"Type":"AWS::X::A"}}}',
      },
    ],
    [
      "mutable-reference",
      withResource({
        Type: "AWS::AutoScaling::AutoScalingGroup",
        Properties: { LaunchTemplate: { LaunchTemplateId: "lt-1", Version: "$Latest" } },
      }),
    ],
    ["mutable-reference", withResource({ Type: "AWS::SNS::Topic", Properties: { DisplayName: open } })],
    [
      "mutable-reference",
      withResource({
        Type: "AWS::ECS::TaskDefinition",
        Properties: { ContainerDefinitions: [{ Image: "team/shop:latest" }] },
      }),
    ],
    [
      "mutable-reference",
      withResource({ Type: "AWS::EC2::Instance", Properties: { UserData: "curl https://x | sh" } }),
    ],
    ["foreign-principal", withResource(role({ Principal: "*" }))],
    ["foreign-principal", withResource(role({ Principal: { AWS: "arn:aws:iam::999999999999:root" } }))],
    ["ungated-administrator", withResource(allowing("*", "*"))],
  ])("%s (%j)", (rule, more) => {
    expect(rulesOf(about(candidate(more)))).toContain(rule);
  });

  test.each<[string, string, Partial<CandidateStep>]>([
    [
      "a transform: CloudFormation would demand another capability",
      "template-transform",
      { template: '{"Transform":"AWS::Include","Resources":{"T":{"Type":"AWS::X::A"}}}' },
    ],
    [
      "a nested stack: a change set shows nothing of what is inside",
      "nested-stacks",
      withResource({ Type: "AWS::CloudFormation::Stack", Properties: {} }),
    ],
    [
      "a deletion policy: what a rollback destroys would stay",
      "deletion-policy",
      withResource({ ...bucket, DeletionPolicy: "Retain" }),
    ],
    [
      "a database without a deletion policy: a snapshot would stay",
      "deletion-policy",
      withResource({ Type: "AWS::RDS::DBInstance", Properties: {} }),
    ],
    [
      "a stack for another region: it would be deployed here",
      "stack-place",
      { account, region: "eu-west-3" },
    ],
  ])("%s", (_what, rule, more) => {
    expect(rulesOf(about(candidate(more)))).toContain(rule);
  });

  test("missing-part, in each environment", () => {
    for (const environment of environments)
      expect(rulesOf(about(candidate({}, { environment, omit: "network" })))).toEqual(["missing-part"]);
  });
});

test.each([
  "__proto__",
  "constructor",
  "Bucket",
  "AWS::S3",
  "AWS::S3::Bucket::Policy",
  "Custom::",
  "Custom::a b",
])("a type that CloudFormation cannot know is refused: %s", (Type) => {
  expect(rulesOf(about(candidate(withResource({ Type }))))).toEqual(["template-form"]);
});

describe("a change is not refused for", () => {
  const digest = `team/shop@sha256:${"a".repeat(64)}`;
  test.each<[string, Partial<CandidateStep>]>([
    [
      "a reference with a version",
      withResource({ Type: "AWS::X::A", Properties: { X: "{{resolve:ssm:/open:3}}" } }),
    ],
    [
      "an image by its digest",
      withResource({
        Type: "AWS::ECS::TaskDefinition",
        Properties: { ContainerDefinitions: [{ Image: digest }] },
      }),
    ],
    ["a service that a role trusts", withResource(role({ Principal: { Service: "ecs.amazonaws.com" } }))],
    [
      "the environment's own account",
      { ...withResource(role({ Principal: { AWS: `arn:aws:iam::${account}:root` } })) },
    ],
    [
      "the newest version of a launch template of its own",
      {
        template: JSON.stringify({
          Resources: {
            Own: { Type: "AWS::EC2::LaunchTemplate" },
            Thing: {
              Type: "AWS::AutoScaling::AutoScalingGroup",
              Properties: { LaunchTemplate: { LaunchTemplateId: { Ref: "Own" }, Version: "$Latest" } },
            },
          },
        }),
      },
    ],
    [
      "functions that every template uses",
      withResource({ Type: "AWS::X::A", Properties: { X: { "Fn::GetAZs": "" } } }),
    ],
    ["everything on one resource", withResource(allowing("*", "arn:aws:s3:::shop"))],
    [
      "a parameter of the CDK's bootstrap",
      {
        template: JSON.stringify({
          Parameters: {
            BootstrapVersion: {
              Type: "AWS::SSM::Parameter::Value<String>",
              Default: "/cdk-bootstrap/hnb659fds/version",
            },
          },
          Resources: { Bucket: bucket },
        }),
      },
    ],
    [
      "a policy that lets in its own account, whichever partition that is in",
      withResource(
        role({
          Principal: {
            AWS: {
              "Fn::Join": [
                "",
                ["arn:", { Ref: "AWS::Partition" }, ":iam::", { Ref: "AWS::AccountId" }, ":root"],
              ],
            },
          },
        }),
      ),
    ],
  ])("%s", (_what, more) => {
    const inAccount = candidate({ ...more, account, region: "eu-west-1" });
    const place = { account, region: "eu-west-1" };
    const places = { development: place, staging: place, production: place };

    expect(about(inAccount, { places }).refusals).toEqual([]);
  });
});

describe("settings allow", () => {
  test("a principal by its name", () => {
    const partner = "arn:aws:iam::999999999999:root";
    const change = candidate(withResource(role({ Principal: { AWS: partner } })));

    expect(rulesOf(about(change))).toEqual(["foreign-principal"]);
    expect(rulesOf(about(change, { principals: [partner] }))).toEqual([]);
  });

  test("an administrator by its logical id", () => {
    const change = candidate(withResource(allowing("*", "*")));

    expect(rulesOf(about(change, { administrators: ["Thing"] }))).toEqual([]);
  });
});

test("an administrator behind a gate is shown to approvers, not refused", () => {
  const { Type, Properties } = allowing("*", "*");
  const step = withResource({ Type, Properties: { ...Properties, Roles: ["worker"] } });
  const change = candidate(step, { environment: "production" });

  expect(rulesOf(about(change))).not.toContain("ungated-administrator");
  expect(predictEffects(null, { ...step, parameters: {}, tags: {} }).widening).toEqual([
    "IAM: Allow * on * to AWS:worker",
  ]);
});

test("what is kept in production, whose rollback destroys nothing, is not refused", () => {
  const kept = withResource({ ...subnet, DeletionPolicy: "Retain" });

  expect(rulesOf(about(candidate(kept, { environment: "production" })))).not.toContain("deletion-policy");
});

test("another plan than 21.03 binds mutable references and carries what is kept", () => {
  const bound = { ...letter, mutableReferences: "bound", keptResources: "announced" } as const;
  const kept = withResource({
    Type: "AWS::SNS::Topic",
    DeletionPolicy: "Retain",
    Properties: { DisplayName: "{{resolve:ssm:/open}}" },
  });
  const { refusals, unknown } = about(candidate(kept), {}, bound);

  expect(refusals).toEqual([]);
  expect(unknown.map(({ rule }) => rule)).toEqual(["mutable-reference"]);
});

test("stacks of one environment that name different places are refused; settings are not needed for that", () => {
  const change = candidate({ account, region: "eu-west-1" });

  expect(rulesOf(about(change))).toEqual(["stack-place"]);
});

describe("data in a part that a rollback of production tears down", () => {
  const withResource = (Type: string) => ({ template: JSON.stringify({ Resources: { Store: { Type } } }) });
  const rulesOf = (Type: string, environment: Environment) =>
    about(candidate(withResource(Type), { environment })).refusals.map(({ rule }) => rule);

  test.each(["AWS::DynamoDB::Table", "AWS::SQS::Queue", "AWS::EFS::FileSystem", "AWS::S3::Bucket"])(
    "is refused: %s",
    (type) => {
      expect(rulesOf(type, "production")).toContain("data-torn-down");
    },
  );

  test("is no matter for a log group, whose events are kept first, nor where everything is destroyed", () => {
    expect(rulesOf("AWS::Logs::LogGroup", "production")).not.toContain("data-torn-down");
    expect(rulesOf("AWS::SQS::Queue", "development")).not.toContain("data-torn-down");
  });
});

describe("text that CloudFormation does not tell back", () => {
  const rulesOf = (more: Partial<CandidateStep>) => about(candidate(more)).refusals.map(({ rule }) => rule);

  test("is refused in a template and a parameter, and carried in a tag", () => {
    const template = JSON.stringify({ Description: "für", Resources: { Subnet: subnet } });

    expect(rulesOf({ template })).toContain("ascii");
    expect(rulesOf({ template: asciiJson(template) })).toEqual([]);
    expect(JSON.parse(asciiJson(template))).toEqual(JSON.parse(template));
    expect(rulesOf({ parameters: { Owner: "Jörg" } })).toContain("ascii");
    expect(rulesOf({ tags: { owner: "Jörg" } })).not.toContain("ascii");
  });
});
