// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation fills these placeholders.
import { predictEffects } from "../../../../lib/domain/change/prediction/predict-effects.ts";
import { asShown, valueChanges } from "../../../../lib/domain/change/prediction/values-shown.ts";
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
      "by the name beside it, in an item that takes the place of another",
      container({ Name: "LEVEL", Value: "1" }),
      container({ Name: "DB_PASSWORD", Value: "s3cret" }),
    ],
    [
      "by the name that was beside it, in an item that takes the place of another",
      container({ Name: "DB_PASSWORD", Value: "s3cret" }),
      container({ Name: "LEVEL", Value: "1" }),
    ],
    [
      "by the name beside it, outside a list",
      { Name: "/db/password", Value: "old" },
      { Name: "/db/password", Value: "s3cret" },
    ],
    ["in a list", { Passwords: ["old"] }, { Passwords: ["old", "s3cret"] }],
    ["below the name of a secret", { Credentials: {} }, { Credentials: { Value: "s3cret" } }],
    ["below the name of a secret, in what is added", {}, { Credentials: { List: [{ a: "s3cret" }] } }],
    ["below the name of a secret, whatever else is called", {}, { Secrets: { Key: "A", Of: "s3cret" } }],
    [
      "below the name of a secret, in an item that has a name",
      { Credentials: [{ Name: "x", Of: "old" }] },
      { Credentials: [{ Name: "x", Of: "s3cret" }] },
    ],
    ["as a number", {}, { Pin: { Password: 1234, Secret: "s3cret" } }],
    ["in a text that is put together", {}, { Password: { "Fn::Sub": "s3cret-${AWS::Region}" } }],
    [
      "in what is joined, in what is added",
      {},
      { Variables: { DB_PASS: { "Fn::Join": ["", ["s3cret", { Ref: "AWS::Region" }]] } } },
    ],
    [
      "in a branch that nobody can tell",
      { Password: { "Fn::If": ["Is", "old", "x"] } },
      { Password: { "Fn::If": ["Is", "s3cret", "x"] } },
    ],
    [
      "in JSON within a text",
      { Input: '{"db":{"password":"old"}}' },
      { Input: '{"db":{"password":"s3cret"}}' },
    ],
    ["in a list of JSON within a text", {}, { Input: '[{"name":"A_TOKEN","value":"s3cret"}]' }],
    ["in JSON within JSON", {}, { Input: JSON.stringify({ body: '{"apiKey":"s3cret"}' }) }],
    [
      "in what a script sets",
      {},
      { UserData: { "Fn::Base64": "#!/bin/sh\nexport DB_PASSWORD=s3cret\nrun" } },
    ],
    ["in what a script sets in quotes", {}, { UserData: "DB_TOKEN='a s3cret' run" }],
    ["in what a script sets in other quotes", {}, { UserData: 'run --api-key="a s3cret"' }],
    ["in a question", {}, { Url: "https://a/b?token=s3cret&c=d" }],
    ["behind a reference", {}, { Password: "{{resolve:ssm:/a:1}}s3cret" }],
    ["in a URL that asks something too", {}, { Url: "https://a:s3cret?b@c/d" }],
    ["in a URL that names no user", { Url: "redis://:old@db/x" }, { Url: "redis://:s3cret@db/x" }],
    ["in a URL that has a token for a user", { Url: "https://old@git/x" }, { Url: "https://s3cret@git/x" }],
    [
      "in a connection string",
      { ConnectionString: "Server=a;Pwd=old" },
      { ConnectionString: "Server=a;Pwd=s3cret" },
    ],
  ])("%s", (_what, before, after) => {
    expect(shown(before, after)).toContain("(hidden)");
    expect(shown(before, after)).not.toContain("s3cret");
    expect(shown(before, after)).not.toContain("1234");
  });

  const deployed = (template: object) => ({ template: JSON.stringify(template), parameters: {}, tags: {} });
  const topic = { Topic: { Type: "AWS::SNS::Topic" } };

  test.each<[string, (secret: string) => object]>([
    [
      "resource",
      (Value) => ({ Resources: { DbPassword: { Type: "AWS::SSM::Parameter", Properties: { Value } } } }),
    ],
    [
      "parameter",
      (Default) => ({ Resources: topic, Parameters: { DbPassword: { Type: "String", Default } } }),
    ],
    ["output", (Value) => ({ Resources: topic, Outputs: { DbPassword: { Value } } })],
    ["mapping", (of) => ({ Resources: topic, Mappings: { DbPasswords: { prod: { of } } } })],
  ])("by the name of its %s", (_kind, template) => {
    const { effects } = predictEffects(deployed(template("old")), deployed(template("s3cret")));

    expect(effects[0]?.values).toMatchObject([{ before: "(hidden)", after: "(hidden)" }]);
  });

  test("by the name of a resource that is not deployed, in its own value and no deeper", () => {
    const resource = (Properties: object) => ({
      Conditions: { Off: { "Fn::Equals": ["a", "b"] } },
      Resources: { ...topic, ApiToken: { Type: "AWS::SSM::Parameter", Condition: "Off", Properties } },
    });
    const valuesOf = (before: object, after: object) =>
      predictEffects(deployed(resource(before)), deployed(resource(after))).effects[0]?.values;

    expect(valuesOf({ Value: "old" }, { Value: "s3cret" })).toMatchObject([
      { before: "(hidden)", after: "(hidden)" },
    ]);
    expect(valuesOf({ Size: { Value: "1" } }, { Size: { Value: "2" } })).toMatchObject([
      { before: "1", after: "2" },
    ]);
  });

  test("by the name of a parameter, in what it is given", () => {
    const template = { Resources: topic, Parameters: { DbPassword: { Type: "String" } } };
    const given = (DbPassword: string) => ({ ...deployed(template), parameters: { DbPassword } });

    expect(predictEffects(given("old"), given("s3cret")).effects).toMatchObject([
      { logicalId: "Parameters.DbPassword", values: [{ before: "(hidden)", after: "(hidden)" }] },
    ]);
  });
});

describe("shown is", () => {
  test.each<[string, unknown, unknown, string]>([
    [
      "what only refers to a secret",
      { Password: "a" },
      { Password: "{{resolve:secretsmanager:x:SecretString:y::v}}" },
      "{{resolve:secretsmanager:x:SecretString:y::v}}",
    ],
    [
      "a reference to a secret that is put together",
      {},
      {
        Password: { "Fn::Join": ["", ["{{resolve:secretsmanager:", { Ref: "Db" }, ":SecretString:p::v}}"]] },
      },
      ":SecretString:p::v}}",
    ],
    [
      "the resource that a secret is taken from",
      { Password: { Ref: "One" } },
      { Password: { Ref: "Other" } },
      '"at":"Properties/Password","before":"{\\"Ref\\":\\"One\\"}","after":"{\\"Ref\\":\\"Other\\"}"',
    ],
    [
      "the resource that a secret was taken from",
      { Password: { Ref: "One" } },
      { Password: { "Fn::Sub": "s3cret-${AWS::Region}" } },
      '"at":"Properties/Password","before":"{\\"Ref\\":\\"One\\"}","after":"{\\"Fn::Sub\\":\\"(hidden)\\"}"',
    ],
    [
      "the attribute that a secret is taken from",
      { Password: { "Fn::GetAtt": ["One", "Value"] } },
      { Password: { "Fn::GetAtt": ["One", "Other"] } },
      "Other",
    ],
    [
      "the export that a secret is taken from",
      { Password: "a" },
      { Password: { "Fn::ImportValue": "db-password" } },
      "db-password",
    ],
    [
      "where a container finds a secret",
      {},
      { Secrets: [{ Name: "DB_PASSWORD", ValueFrom: "arn:aws:ssm:x" }] },
      "arn:aws:ssm:x",
    ],
    ["the name of a secret", { SecretArn: "a" }, { SecretArn: "arn:x" }, "arn:x"],
    [
      "the name of a secret that is put together",
      { SecretName: { "Fn::Sub": "${AWS::StackName}-a" } },
      { SecretName: { "Fn::Sub": "${AWS::StackName}-b" } },
      "-b",
    ],
    ["what is called alike", { BypassCheck: "a" }, { BypassCheck: "b" }, '"b"'],
    ["whether a secret is asked for", { AllowCredentials: false }, { AllowCredentials: true }, '"true"'],
    ["that a secret is nothing", { Password: "a" }, { Password: null }, '"after":"null"'],
    ["a path with an at sign", { Url: "https://a/b@1" }, { Url: "https://a/b@2" }, "https://a/b@2"],
    [
      "what a script computes",
      { UserData: "A_TOKEN=x" },
      { UserData: "A_TOKEN=$(curl https://a/b)" },
      "A_TOKEN=$(curl https://a/b)",
    ],
    [
      "what a script computes in quotes",
      { UserData: "A_TOKEN=x" },
      { UserData: 'A_TOKEN="$(curl https://a/b)"' },
      "$(curl https://a/b)",
    ],
    ["JSON as it is written, where it tells no secret", {}, { Input: '{ "a": 1 }' }, '{ \\"a\\": 1 }'],
    [
      "several references behind each other",
      {},
      { Password: "{{resolve:ssm:/a:1}}{{resolve:ssm:/b:1}}" },
      "{{resolve:ssm:/b:1}}",
    ],
    ["a query with an at sign", { Url: "https://a?b@1" }, { Url: "https://a?b@2" }, "https://a?b@2"],
    [
      "the value of a variable, under its name",
      container({ Name: "LEVEL", Value: "1" }),
      container({ Name: "LEVEL", Value: "2" }),
      '{"at":"Properties/ContainerDefinitions/app/Environment/LEVEL/Value","before":"1","after":"2"}',
    ],
    [
      "the value of a tag, under its key",
      { Tags: [{ Key: "team", Value: "1" }] },
      { Tags: [{ Key: "team", Value: "2" }] },
      '{"at":"Properties/Tags/team/Value","before":"1","after":"2"}',
    ],
    [
      "an item beside one that is nothing",
      { List: [null, "1"] },
      { List: [null, "2"] },
      '{"at":"Properties/List/1","before":"1","after":"2"}',
    ],
    [
      "where a value stands whose item changes its name",
      container({ Name: "LEVEL", Value: "1" }),
      container({ Name: "SIZE", Value: "1" }),
      '{"at":"Properties/ContainerDefinitions/app/Environment/0/Name","before":"LEVEL","after":"SIZE"}',
    ],
    [
      "where a value stands whose item has no name",
      { Rules: [{ Port: 1 }] },
      { Rules: [{ Port: 2 }] },
      '{"at":"Properties/Rules/0/Port","before":"1","after":"2"}',
    ],
    [
      "what is added beside a name",
      { Name: "a" },
      { Name: "a", Description: "b" },
      '"before":null,"after":"b"',
    ],
  ])("%s", (_what, before, after, text) => {
    expect(shown(before, after)).toContain(text);
  });

  test("nothing of what stays", () => {
    expect(valueChanges({ a: [1], b: "c" }, { b: "d", a: [1] }, "Properties")).toEqual([
      { at: "Properties/b", before: "c", after: "d" },
    ]);
  });
});

describe("a long value", () => {
  test.each<[string, number, string]>([
    ["is shown whole up to 400 characters", 400, "x".repeat(400)],
    ["is cut behind them, and says how long it is", 401, `${"x".repeat(400)}… (401 characters)`],
  ])("%s", (_what, length, after) => {
    const at = "Text";

    expect(asShown([{ at, before: null, after: "x".repeat(length) }], [])).toEqual([
      { at, before: null, after },
    ]);
  });
});

test("a text of a megabyte is searched for secrets within a second", () => {
  const beganAtMs = performance.now();
  for (const text of [`https://${"a:".repeat(500_000)}`, "a".repeat(1_000_000), "token".repeat(200_000)])
    expect(valueChanges("", text, "Text")).toHaveLength(1);

  expect(performance.now() - beganAtMs).toBeLessThan(1_000);
});
