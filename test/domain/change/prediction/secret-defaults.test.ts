// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation fills these placeholders.
import { predictEffects } from "../../../../lib/domain/change/prediction/predict-effects.ts";
import { withoutDefaults } from "../../../../lib/domain/change/prediction/values-shown.ts";

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
});

test.each<[string, string, readonly string[], string]>([
  ["a short one, where it stands alone", "80", ["80"], "(hidden)"],
  ["no short one inside a text, where it may stand by chance", "port 80", ["80"], "port 80"],
  ["one of four characters inside a text", "port 8080 is", ["8080"], "port (hidden) is"],
  ["a piece of one that stands alone", "cret", ["s3cret"], "(hidden)"],
  ["no short piece, which may be anything", "cre", ["s3cret"], "cre"],
  ["the whole of one that contains another", "a s3cret-2 b", ["s3cret", "s3cret-2"], "a (hidden) b"],
  ["one that JSON escapes", '{"a":"x s3\\"cret y"}', ['s3"cret'], '{"a":"x (hidden) y"}'],
  ["each that occurs, wherever it does", "one1 two2 one1", ["one1", "two2"], "(hidden) (hidden) (hidden)"],
])("of the defaults of secrets, hidden is %s", (_what, text, secrets, shownAs) => {
  expect(withoutDefaults(text, secrets)).toBe(shownAs);
});
