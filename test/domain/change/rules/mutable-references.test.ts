// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation fills these placeholders.
import type { CandidateStep } from "../../../../lib/domain/change/rules/candidate.ts";
import { about, candidate, subnet } from "./about-change.ts";
import { demands, letter } from "./judged.ts";

/** What is found in a template of the compute step under plan 21.03. */
const found = (template: object, more: Partial<CandidateStep> = {}) =>
  about(candidate({ template: JSON.stringify(template), ...more })).refusals.filter(
    ({ rule }) => rule === "mutable-reference",
  );
const seen = (template: object, more: Partial<CandidateStep> = {}) =>
  found(template, more).map((one) => one.seen);
const topic = (DisplayName: unknown) => ({ Type: "AWS::SNS::Topic", Properties: { DisplayName } });
const ssm = "AWS::SSM::Parameter::Value<String>";

describe("what is bound at the opening under another plan, and refused under 21.03,", () => {
  const both = (thing: object) =>
    [letter, demands].map((under) =>
      about(candidate({ template: JSON.stringify({ Resources: { Thing: thing } }) }), {}, under),
    );
  const at = { rule: "mutable-reference", where: "development/compute/Thing" };

  test("is a reference that can be read beforehand", () => {
    const reference = "{{resolve:ssm:/open}} names no version";

    expect(both(topic("{{resolve:ssm:/open}}"))).toEqual([
      { refusals: [{ ...at, seen: reference, todo: "name a version in the reference" }], unknown: [] },
      {
        refusals: [],
        unknown: [
          {
            ...at,
            seen: reference,
            todo: "what it stands for is read when the run opens, and the run stops if it has moved",
          },
        ],
      },
    ]);
  });

  test("or is told to the approvers, because nothing of it can be read beforehand", () => {
    const image = {
      Type: "AWS::ECS::TaskDefinition",
      Properties: { ContainerDefinitions: [{ Image: "nginx" }] },
    };
    const [todo, tag] = ["name it by its digest (name@sha256:...)", "the image nginx is named by a tag"];

    expect(both(image)).toEqual([
      { refusals: [{ ...at, seen: tag, todo }], unknown: [] },
      {
        refusals: [],
        unknown: [{ ...at, seen: tag, todo: `it cannot be bound, so the approvers are told; ${todo}` }],
      },
    ]);
  });
});

describe("a parameter is read from SSM", () => {
  const reading = (name: string, declaration: object, parameters: Readonly<Record<string, string>> = {}) =>
    seen({ Parameters: { [name]: declaration }, Resources: { Subnet: subnet } }, { parameters });
  const told = (name: string, key: string) => [`the parameter ${name} is read from the SSM parameter ${key}`];
  const bootstrap = "/cdk-bootstrap/hnb659fds/version";

  test.each<[string, string, object, Readonly<Record<string, string>>, readonly string[]]>([
    ["by its default", "Own", { Type: ssm, Default: "/own" }, {}, told("Own", "/own")],
    [
      "by the value of the change",
      "Own",
      { Type: ssm, Default: "/own" },
      { Own: "/other" },
      told("Own", "/other"),
    ],
    ["whatever it is called", "constructor", { Type: ssm, Default: "/own" }, {}, told("constructor", "/own")],
    [
      "by the bootstrap's key under another name",
      "Own",
      { Type: ssm, Default: bootstrap },
      {},
      told("Own", bootstrap),
    ],
    [
      "by another key under the bootstrap's name",
      "BootstrapVersion",
      { Type: ssm, Default: "/own" },
      {},
      told("BootstrapVersion", "/own"),
    ],
    [
      "by a longer key under the bootstrap's name",
      "BootstrapVersion",
      { Type: ssm, Default: `/x${bootstrap}` },
      {},
      told("BootstrapVersion", `/x${bootstrap}`),
    ],
    [
      "by a key that goes on under the bootstrap's name",
      "BootstrapVersion",
      { Type: ssm, Default: `${bootstrap}/x` },
      {},
      told("BootstrapVersion", `${bootstrap}/x`),
    ],
    ["but not as a text", "Own", { Type: "String", Default: "/own" }, {}, []],
    [
      "but not as the version of the CDK's bootstrap",
      "BootstrapVersion",
      { Type: ssm, Default: bootstrap },
      {},
      [],
    ],
  ])("%s", (_what, name, declaration, parameters, wanted) => {
    expect(reading(name, declaration, parameters)).toStrictEqual(wanted);
  });
});

describe("a reference names no version", () => {
  test.each<[string, object, readonly string[]]>([
    [
      "in a property, told once",
      {
        Resources: {
          Thing: {
            Type: "AWS::X::A",
            Properties: { A: "{{resolve:ssm:/x}}", B: ["x {{resolve:ssm:/x}} {{resolve:ssm:/y}}"] },
          },
        },
      },
      ["{{resolve:ssm:/x}}", "{{resolve:ssm:/y}}"],
    ],
    [
      "in an output",
      { Resources: { Subnet: subnet }, Outputs: { Out: { Value: "{{resolve:ssm:/x}}" } } },
      ["{{resolve:ssm:/x}}"],
    ],
    [
      "in pieces",
      { Resources: { Thing: topic({ "Fn::Join": ["", ["{{resolve:", "ssm:/x}}"]] }) } },
      ["{{resolve:ssm:/x}}"],
    ],
    [
      "for EC2 itself",
      { Resources: { Thing: { Type: "AWS::X::A", Properties: { ImageId: "resolve:ssm:/ami" } } } },
      ["{{resolve:ssm:/ami}}"],
    ],
    [
      "of a secret in the account",
      { Resources: { Thing: topic("{{resolve:secretsmanager:own:SecretString:key}}") } },
      ["{{resolve:secretsmanager:own:SecretString:key}}"],
    ],
  ])("%s", (_what, template, references) => {
    expect(seen(template)).toEqual(references.map((one) => `${one} names no version`));
  });

  test("and is told of the stack, if an output has it", () => {
    expect(
      found({ Resources: { Subnet: subnet }, Outputs: { Out: { Value: "{{resolve:ssm:/x}}" } } }).map(
        ({ where }) => where,
      ),
    ).toEqual(["development/compute"]);
  });

  test.each<[string, unknown]>([
    ["of SSM with a version", "{{resolve:ssm:/x:3}}"],
    ["that EC2 does not resolve", "x resolve:ssm:/ami"],
  ])("but not one %s", (_what, value) => {
    expect(seen({ Resources: { Thing: topic(value) } })).toStrictEqual([]);
  });
});

describe("the newest version of a secret", () => {
  const secret = { Type: "AWS::SecretsManager::Secret" };
  const resources = {
    Secret: secret,
    Attached: { Type: "AWS::SecretsManager::SecretTargetAttachment" },
    Cluster: { Type: "AWS::RDS::DBCluster", DeletionPolicy: "Delete" },
    Role: { Type: "AWS::IAM::Role", Properties: { RoleName: "somebodys-secret" } },
    Custom: { Type: "Custom::Secret", Properties: { ServiceToken: "x" } },
  };
  const refused = (name: unknown) =>
    seen({
      Resources: {
        ...resources,
        Thing: topic({ "Fn::Join": ["", ["{{resolve:secretsmanager:", name, ":SecretString:password::}}"]] }),
      },
    }).length > 0;

  test.each<[string, unknown]>([
    ["of the stack", { Ref: "Secret" }],
    ["of the stack, once it is attached", { Ref: "Attached" }],
    ["that a cluster of the stack manages", { "Fn::GetAtt": ["Cluster", "MasterUserSecret.SecretArn"] }],
    ["of another stack", { "Fn::ImportValue": "secret" }],
  ])("%s is its own", (_what, name) => {
    expect(refused(name)).toBe(false);
  });

  test.each<[string, unknown]>([
    ["that begins with a pseudo parameter", { "Fn::Sub": "${AWS::StackId}-secret" }],
    ["that begins with one of the stack", { "Fn::Sub": "${Secret}-of-somebody" }],
    ["that is called as a role of the stack is", { Ref: "Role" }],
    ["that another attribute names", { "Fn::GetAtt": ["Cluster", "Endpoint.Address"] }],
    ["that code answers", { Ref: "Custom" }],
    ["whose ARN code answers", { "Fn::GetAtt": ["Custom", "SecretArn"] }],
    ["that nobody has", { Ref: "Missing" }],
    ["of somebody", "somebodys"],
  ])("%s may be anybody's", (_what, name) => {
    expect(refused(name)).toBe(true);
  });

  test("is no version of a parameter that is called as a secret of the stack is", () => {
    const parameter = { "Fn::Sub": "{{resolve:ssm:${Secret}}}" };

    expect(seen({ Resources: { ...resources, Thing: topic(parameter) } })).toHaveLength(1);
  });

  test("is told of a reference that ends with it", () => {
    const whole = (name: string) => ({ "Fn::Sub": `{{resolve:secretsmanager:\${${name}}}}` });

    expect(seen({ Resources: { ...resources, Thing: topic(whole("Secret")) } })).toStrictEqual([]);
    expect(seen({ Resources: { ...resources, Thing: topic(whole("Role")) } })).toHaveLength(1);
  });
});
