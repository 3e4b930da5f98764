// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation fills these placeholders.
import { predictEffects } from "../../../../lib/domain/change/prediction/predict-effects.ts";
import { valueChanges } from "../../../../lib/domain/change/prediction/values-shown.ts";
import { withoutSecretDefaults } from "../../../../lib/domain/change/template/parameters.ts";
import type { Value } from "../../../../lib/domain/change/template/values.ts";

const container = (...Environment: readonly object[]) => ({
  ContainerDefinitions: [{ Name: "app", Environment }],
});
const shown = (before: unknown, after: unknown) =>
  JSON.stringify(valueChanges(before as Value, after as Value, "Properties"));

describe("a secret is hidden", () => {
  test.each<[string, unknown, unknown]>([
    ["by the name of its property", { MasterUserPassword: "old" }, { MasterUserPassword: "s3cret" }],
    ["by the name of a variable", { Variables: { DB_PASS: "old" } }, { Variables: { DB_PASS: "s3cret" } }],
    [
      "by the name beside it",
      container({ Name: "DB_PASSWORD", Value: "old" }),
      container({ Name: "DB_PASSWORD", Value: "s3cret" }),
    ],
    [
      "by the name beside it, in an item that is added",
      container(),
      container({ Name: "API_TOKEN", Value: "s3cret" }),
    ],
    ["in a URL", { Url: "postgres://app:old@db/x" }, { Url: "postgres://app:s3cret@db/x" }],
    [
      "in a connection string",
      { ConnectionString: "Server=a;Pwd=old" },
      { ConnectionString: "Server=a;Pwd=s3cret" },
    ],
  ])("%s", (_what, before, after) => {
    expect(shown(before, after)).toContain("(hidden)");
    expect(shown(before, after)).not.toContain("s3cret");
  });

  test("but not what only refers to one, or is called alike", () => {
    expect(
      shown({ Password: "a" }, { Password: "{{resolve:secretsmanager:x:SecretString:y::v}}" }),
    ).toContain("resolve:");
    expect(shown({ SecretArn: "a" }, { SecretArn: "arn:x" })).toContain("arn:x");
    expect(shown({ BypassCheck: "a" }, { BypassCheck: "b" })).not.toContain("hidden");
    expect(
      shown(container({ Name: "LEVEL", Value: "1" }), container({ Name: "LEVEL", Value: "2" })),
    ).toContain(
      '{"at":"Properties/ContainerDefinitions/app/Environment/LEVEL/Value","before":"1","after":"2"}',
    );
  });
});

describe("the default of a secret parameter", () => {
  const deployment = (Default: string) => ({
    template: JSON.stringify({
      Parameters: { From: { Type: "String", NoEcho: true, Default } },
      Resources: {
        Door: {
          Type: "AWS::EC2::SecurityGroup",
          Properties: {
            GroupDescription: { "Fn::Sub": "from ${From}" },
            SecurityGroupIngress: [{ IpProtocol: "tcp", FromPort: 22, ToPort: 22, CidrIp: { Ref: "From" } }],
          },
        },
      },
    }),
    parameters: {},
    tags: {},
  });

  test("is evaluated, so that a change of it is an effect like any other, and what it stands for is hidden", () => {
    const { effects, widening } = predictEffects(deployment("10.0.0.0/16"), deployment("0.0.0.0/0"));
    const [effect] = effects;

    expect(effect).toMatchObject({ logicalId: "Door", effect: "replace" });
    expect(effect?.values).toContainEqual({
      at: "SecurityGroupIngress/0/CidrIp",
      before: "(hidden)",
      after: "(hidden)",
    });
    expect(JSON.stringify(effect?.values)).not.toContain("0.0.0.0/0");
    expect(widening.join()).toContain("lets in TCP 22");
  });

  test("of which the deployed stack tells stars is no change", () => {
    const told = { ...deployment("10.0.0.0/16"), parameters: { From: "****" } };

    expect(predictEffects(told, deployment("10.0.0.0/16")).effects).toEqual([]);
  });

  const secret = 'top"secret\\of,many,parts';
  const shownOf = (Default: string, Properties: object, Type = "String") => {
    const text = (given: string) =>
      JSON.stringify({
        Parameters: { Secret: { Type, NoEcho: "true", Default: given }, Open: { Type: "String" } },
        Resources: { Queue: { Type: "AWS::SQS::Queue", Properties } },
      });
    return JSON.stringify([
      predictEffects(
        {
          template: JSON.stringify({ Resources: { Queue: { Type: "AWS::SQS::Queue" } } }),
          parameters: {},
          tags: {},
        },
        { template: text(Default), parameters: {}, tags: {} },
      ),
      predictEffects(
        { template: text(Default), parameters: {}, tags: {} },
        { template: text("another"), parameters: {}, tags: {} },
      ),
    ]);
  };
  const Ref = "Secret";

  test.each<[string, object]>([
    ["in a text of its own", { QueueName: { Ref } }],
    ["within an object, where JSON escapes it", { RedrivePolicy: { deep: [{ Ref }, 1] } }],
    [
      "at the end of a long text, which is cut",
      { QueueName: { "Fn::Join": ["", ["x".repeat(390), { Ref }]] } },
    ],
    ["in pieces", { QueueName: { "Fn::Select": [1, { "Fn::Split": [",", { Ref }] }] } }],
  ])("is hidden %s", (_what, properties) => {
    const said = shownOf(secret, properties);

    expect(said).toContain("(hidden)");
    for (const part of ["top", "secret", "many", "parts"]) expect(said).not.toContain(part);
  });

  test("is hidden in the items of a list", () => {
    const said = shownOf(
      "first-item, second-item",
      { Tags: [{ "Fn::Select": [1, { Ref }] }] },
      "CommaDelimitedList",
    );

    expect(said).toContain("(hidden)");
    expect(said).not.toContain("second-item");
  });

  test("is hidden in a condition that nobody can decide beforehand", () => {
    const template = JSON.stringify({
      Parameters: { Secret: { Type: "String", NoEcho: true, Default: secret }, Open: { Type: "String" } },
      Conditions: { Same: { "Fn::Equals": [{ Ref: "Secret" }, { Ref: "Open" }] } },
      Resources: { Queue: { Type: "AWS::SQS::Queue", Condition: "Same" } },
    });
    const before = JSON.stringify({ Resources: { Queue: { Type: "AWS::SQS::Queue" } } });
    const { effects } = predictEffects(
      { template: before, parameters: {}, tags: {} },
      { template, parameters: {}, tags: {} },
    );

    expect(effects[0]?.because.join()).toContain("it cannot be predicted");
    expect(effects[0]?.because.join()).toContain("(hidden)");
    expect(JSON.stringify(effects)).not.toContain("secret");
  });

  test("is hidden where a whole template is printed, and nothing else of it is", () => {
    const template = {
      Parameters: {
        From: { Type: "String", NoEcho: true, Default: "10.0.0.0/16" },
        Open: { Type: "String", Default: "o" },
      },
      Resources: { Topic: { Type: "AWS::SNS::Topic" } },
    };

    expect(JSON.parse(withoutSecretDefaults(JSON.stringify(template)))).toEqual({
      ...template,
      Parameters: { ...template.Parameters, From: { Type: "String", NoEcho: true, Default: "(hidden)" } },
    });
    expect(withoutSecretDefaults('{ "Resources": {} }')).toBe('{ "Resources": {} }');
  });
});
