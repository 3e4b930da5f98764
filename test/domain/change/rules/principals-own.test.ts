// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation fills these placeholders.
import { type CandidateStep, readStep } from "../../../../lib/domain/change/rules/candidate.ts";
import { namedBy } from "../../../../lib/domain/change/rules/own.ts";
import { about, candidate, changeWith, subnet } from "./about-change.ts";
import { account, refusalsOf, role, untold } from "./judged.ts";

const stranger = "666666666666";
/** A template with a role that these trust, besides other resources. */
const trusting = (Principal: unknown, resources: object = {}, statement: object = {}, more: object = {}) => ({
  ...more,
  Resources: {
    Own: role,
    ...resources,
    Thing: {
      Type: "AWS::IAM::Role",
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal, ...statement }],
        },
      },
    },
  },
});
/** Whom a template lets in who is foreign. */
const letsIn = (template: object, principals: readonly string[] = []) =>
  refusalsOf(template, { allowances: { principals } })
    .filter(({ rule }) => rule === "foreign-principal")
    .map(({ seen }) => seen.replace("a policy lets in ", ""));
const resource = (Type: string, Properties: object = {}) => ({ Named: { Type, Properties } });
const sub = (text: string, names?: object) => ({ "Fn::Sub": names === undefined ? text : [text, names] });
const imported = { "Fn::ImportValue": "elsewhere" };

describe("an AWS account is the environment's own", () => {
  test.each<[string, unknown, object?]>([
    ["by its number", account],
    ["by a reference to its number", { Ref: "AWS::AccountId" }],
    ["by an ARN in it", `arn:aws:iam::${account}:root`],
    [
      "by an ARN in it of the stack's partition and region",
      sub("arn:${AWS::Partition}:x:${AWS::Region}:${AWS::AccountId}:y"),
    ],
    [
      "by an ARN in it whose end nobody can tell",
      sub("arn:aws:iam::${AWS::AccountId}:role/${R}", { R: imported }),
    ],
    ["by the ARN of a resource of the stack", { "Fn::GetAtt": ["Own", "Arn"] }],
    ["by the ARN of a resource of the stack with more behind it", sub("${Own.Arn}/session")],
    [
      "by the ARN of a resource within another one",
      { "Fn::GetAtt": "Named.Secret.SecretArn" },
      resource("AWS::RDS::DBInstance"),
    ],
    [
      "by the id of a resource whose id is an ARN",
      { Ref: "Named" },
      resource("AWS::SNS::Topic", { TopicName: stranger }),
    ],
  ])("%s", (_what, who, resources = {}) => {
    expect(letsIn(trusting({ AWS: [who] }, resources))).toStrictEqual([]);
  });

  test.each<[string, unknown, object?]>([
    [
      "not by the name of a role, which may be the number of another one",
      { Ref: "Named" },
      resource("AWS::IAM::Role", { RoleName: stranger }),
    ],
    [
      "not by the name of an alarm, which may be anybody's ARN",
      sub("${Named}"),
      resource("AWS::CloudWatch::Alarm", { AlarmName: `arn:aws:iam::${stranger}:root` }),
    ],
    [
      "not by an attribute that the template gives",
      { "Fn::GetAtt": ["Named", "RoleArn"] },
      resource("AWS::Lambda::Function", { RoleArn: stranger }),
    ],
    [
      "not by an attribute that is no ARN",
      { "Fn::GetAtt": ["Named", "QueueName"] },
      resource("AWS::SQS::Queue"),
    ],
    [
      "not by what another one's resource type answers",
      { "Fn::GetAtt": ["Named", "Arn"] },
      resource("Team::Who::Ever"),
    ],
    [
      "not by what code answers",
      { "Fn::GetAtt": ["Named", "Arn"] },
      resource("AWS::CloudFormation::CustomResource"),
    ],
    [
      "not by an ARN of the organisation's account",
      { "Fn::GetAtt": ["Named", "ManagementAccountArn"] },
      resource("AWS::Organizations::Organization"),
    ],
    ["not by a resource that the stack does not have", { "Fn::GetAtt": ["Missing", "Arn"] }],
    ["not by the name of a resource in more text", sub("x${Own.Arn}")],
    ["not by the name of a resource between more text", sub("x${Own.Arn}/session")],
    ["not by the ARN of a resource of the stack that a name goes on", sub("${Own.Arn}*")],
    [
      "not by a name of the stack with more behind it",
      sub("${Named}/x"),
      resource("AWS::CloudWatch::Alarm", { AlarmName: "arn:aws:iam::666666666666:role" }),
    ],
    ["not by its number behind an ARN of another account", `arn:aws:iam::${stranger}:role/${account}`],
    ["not by its number in another field", `arn:aws:iam:${account}:${stranger}:root`],
    ["not by its number in more text", `x${account}`],
    ["not by its number and another one", `${account}:${stranger}`],
    ["not by an ARN in no account", "arn:aws:s3:::shop"],
    ["not by what is no ARN, with the number in its place", `urn:aws:iam::${account}:root`],
    [
      "not behind what nobody can tell, which may hold colons",
      sub("arn:${X}:iam::${AWS::AccountId}:role/x", { X: imported }),
    ],
    [
      "not behind what somebody else writes, which may hold colons",
      `arn:{{resolve:ssm:/x:1}}:iam::${account}:role/x`,
    ],
    [
      "not behind a name of the stack, which may hold colons",
      sub("arn:aws:${Own}::${AWS::AccountId}:role/x"),
    ],
    ["not by another pseudo parameter", { Ref: "AWS::StackId" }],
  ])("%s", (_what, who, resources = {}) => {
    expect(letsIn(trusting({ AWS: who }, resources))).toHaveLength(1);
  });

  test("not when it is another one, and nobody says which the own is", () => {
    const found = (who: unknown) =>
      about(
        changeWith("development", { compute: { template: JSON.stringify(trusting({ AWS: who })) } }),
      ).refusals.map(({ rule }) => rule);

    expect(found(account)).toEqual(["foreign-principal"]);
    expect(found({ Ref: "AWS::AccountId" })).toStrictEqual([]);
    expect(found("")).toEqual(["foreign-principal"]);
  });
});

describe("who is named is told", () => {
  test.each<[string, unknown, readonly string[]]>([
    ["everybody", "*", ["*"]],
    ["everybody as an account", { AWS: "*" }, ["*"]],
    ["several, each once", { AWS: [stranger, "*", stranger, account] }, [stranger, "*"]],
    ["by a reference", { Ref: "AWS::StackId" }, ['{"Ref":"AWS::StackId"}']],
    [
      "of a kind that is called as a reference is, beside another",
      { Ref: "Own", AWS: stranger },
      ["Own", stranger],
    ],
    [
      "in each branch of what nobody can tell",
      { AWS: { "Fn::If": ["IsOn", stranger, "*"] } },
      [stranger, "*"],
    ],
    ["everybody beside nobody", { Service: [] }, []],
  ])("%s", (_what, who, seen) => {
    expect(letsIn(trusting(who, {}, {}, untold))).toStrictEqual(seen);
  });

  test("by whom the statement leaves out, whoever that is and whatever else it says", () => {
    const others = { AWS: account };

    expect(letsIn(trusting(undefined, {}, { NotPrincipal: others }))).toEqual([JSON.stringify(others)]);
    expect(letsIn(trusting({ AWS: account }, {}, { NotPrincipal: others }))).toEqual([
      JSON.stringify(others),
    ]);
  });

  test("by whom the statement leaves out, without a kind", () => {
    expect(letsIn(trusting(undefined, {}, { NotPrincipal: account }))).toEqual([account]);
  });

  test("not where a statement denies", () => {
    expect(letsIn(trusting("*", {}, { Effect: "Deny" }))).toStrictEqual([]);
    expect(letsIn(trusting(undefined, {}, { Effect: "Deny", NotPrincipal: { AWS: account } }))).toStrictEqual(
      [],
    );
    expect(letsIn(trusting("*", {}, { Effect: { "Fn::If": ["IsOn", "Allow", "Deny"] } }, untold))).toEqual([
      "*",
    ]);
  });

  test("not where the settings list it", () => {
    expect(letsIn(trusting({ AWS: [stranger, "*"] }), [stranger])).toEqual(["*"]);
    expect(letsIn(trusting({ AWS: imported }), ['{"Fn::ImportValue":"elsewhere"}'])).toStrictEqual([]);
  });

  test("with what to do", () => {
    expect(refusalsOf(trusting({ AWS: stranger }))).toEqual([
      {
        rule: "foreign-principal",
        where: "development/compute/Thing",
        seen: `a policy lets in ${stranger}`,
        todo: "name an AWS service or the environment's own account, or list the principal in the settings",
      },
    ]);
  });
});

describe("an AWS service", () => {
  test.each<[string, unknown]>([
    ["by its name", "lambda.amazonaws.com"],
    ["in China", "ec2.amazonaws.com.cn"],
    ["of the stack's region", sub("logs.${AWS::Region}.amazonaws.com")],
    ["of the stack's partition", sub("states.${AWS::Region}.${AWS::URLSuffix}")],
  ])("may be let in %s, as a service and in a permission", (_what, name) => {
    const permission = { Thing: { Type: "AWS::Lambda::Permission", Properties: { Principal: name } } };

    expect(letsIn(trusting({ Service: name }))).toStrictEqual([]);
    expect(letsIn({ Resources: permission })).toStrictEqual([]);
  });

  test.each<[string, unknown]>([
    ["any of them", "*"],
    ["what begins like one", "lambda.amazonaws.com.example.com"],
    ["what ends like one", "evil.example/lambda.amazonaws.com"],
    ["none", ".amazonaws.com.cn.x"],
    ["the domain of all of them", "amazonaws.com"],
    ["what nobody can tell", imported],
    ["what lets in any pool of identities", "cognito-identity.amazonaws.com"],
    ["what lets in whoever holds a certificate", "rolesanywhere.amazonaws.com"],
    ["what a reference goes on", sub("states.${AWS::URLSuffix}.${X}", { X: imported })],
  ])("is not %s", (_what, name) => {
    expect(letsIn(trusting({ Service: name }))).toHaveLength(1);
    expect(letsIn(trusting({ AWS: name }))).toHaveLength(1);
  });

  test("is what a table says of every region, while nobody says the region", () => {
    const byRegion = (table: object) =>
      about(
        changeWith("development", {
          compute: {
            template: JSON.stringify({
              ...trusting({ Service: { "Fn::FindInMap": ["Services", { Ref: "AWS::Region" }, "logs"] } }),
              Mappings: { Services: table },
            }),
          },
        }),
      ).refusals.map(({ rule }) => rule);
    const logs = { logs: "logs.amazonaws.com" };

    expect(byRegion({ a: logs, b: { logs: "logs.amazonaws.com.cn" } })).toStrictEqual([]);
    expect(byRegion({ a: logs, b: { logs: stranger } })).toEqual(["foreign-principal"]);
    expect(byRegion({})).toEqual(["foreign-principal"]);
    expect(letsIn(trusting({ Service: { "Fn::FindInMap": "x" } }))).toHaveLength(1);
    expect(letsIn(trusting({ Service: { "Fn::Select": [{ a: logs }, 1] } }))).toHaveLength(1);
  });
});

describe("an identity provider lets in people and machines from elsewhere", () => {
  const cluster = { Type: "AWS::EKS::Cluster" };
  const provider = (Url: unknown) => ({
    Cluster: cluster,
    Named: { Type: "AWS::IAM::OIDCProvider", Properties: { Url } },
  });

  test("unless it is a cluster of the environment", () => {
    const issuer = { "Fn::GetAtt": ["Cluster", "OpenIdConnectIssuerUrl"] };

    for (const Federated of [{ Ref: "Named" }, { "Fn::GetAtt": ["Named", "Arn"] }])
      expect(letsIn(trusting({ Federated }, provider(issuer)))).toStrictEqual([]);
  });

  test.each<[string, unknown, object?]>([
    [
      "of the account, by its ARN",
      `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com`,
    ],
    ["of the stack", { Ref: "Named" }, provider("https://token.actions.githubusercontent.com")],
    ["of the stack, of nobody", { Ref: "Named" }, provider(undefined)],
    [
      "of the stack, by another attribute of a cluster",
      { Ref: "Named" },
      provider({ "Fn::GetAtt": ["Cluster", "Endpoint"] }),
    ],
    [
      "of the stack, by the answer of what is no cluster",
      { Ref: "Named" },
      {
        ...provider({ "Fn::GetAtt": ["Cluster", "OpenIdConnectIssuerUrl"] }),
        Cluster: { Type: "Custom::Cluster" },
      },
    ],
    [
      "of SAML",
      { "Fn::GetAtt": ["Named", "Arn"] },
      {
        ...provider(""),
        Named: {
          Type: "AWS::IAM::SAMLProvider",
          Properties: { Url: { "Fn::GetAtt": ["Cluster", "OpenIdConnectIssuerUrl"] } },
        },
      },
    ],
    ["on the web", "accounts.google.com"],
  ])("%s", (_what, Federated, resources = {}) => {
    expect(letsIn(trusting({ Federated }, resources))).toHaveLength(1);
    expect(letsIn(trusting({ federated: Federated }, resources))).toHaveLength(1);
  });

  test("and may be listed in the settings", () => {
    const arn = `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com`;

    expect(letsIn(trusting({ Federated: arn }), [arn])).toStrictEqual([]);
  });
});

describe("a canonical user", () => {
  const identity = (Type: string) => resource(Type, {});
  const origin = "AWS::CloudFront::CloudFrontOriginAccessIdentity";

  test("is own as the environment's own CloudFront", () => {
    const CanonicalUser = { "Fn::GetAtt": ["Named", "S3CanonicalUserId"] };

    expect(letsIn(trusting({ CanonicalUser }, identity(origin)))).toStrictEqual([]);
    expect(letsIn(trusting({ CanonicalUser }, identity("AWS::SQS::Queue")))).toHaveLength(1);
    expect(
      letsIn(trusting({ CanonicalUser: { "Fn::GetAtt": ["Named", "Arn"] } }, identity(origin))),
    ).toHaveLength(1);
    expect(letsIn(trusting({ CanonicalUser: account }))).toHaveLength(1);
  });
});

describe("an import", () => {
  const exporting = (name: string, Value: unknown): Partial<CandidateStep> => ({
    template: JSON.stringify({
      Resources: { Own: role, Subnet: subnet },
      Outputs: { Out: { Value, Export: { Name: name } } },
    }),
  });
  const importing = (name: string, more: Readonly<Record<string, Partial<CandidateStep>>>) =>
    about(
      changeWith("development", {
        ...more,
        compute: { template: JSON.stringify(trusting({ AWS: { "Fn::ImportValue": name } })) },
      }),
    )
      .refusals.filter(({ rule }) => rule === "foreign-principal")
      .map(({ where }) => where);
  const own = { "Fn::GetAtt": ["Own", "Arn"] };

  test("is own if a stack of the environment exports what is own there", () => {
    expect(importing("a", { network: exporting("a", own) })).toStrictEqual([]);
    expect(importing("a", { logging: exporting("a", { Ref: "AWS::AccountId" }) })).toStrictEqual([]);
    expect(importing("a", { network: exporting("b", own) })).toHaveLength(1);
    expect(importing("a", { network: exporting("a", stranger) })).toHaveLength(1);
  });

  test("is not own if another environment exports it", () => {
    const other = changeWith("staging", { network: exporting("a", own) });
    const { environments } = changeWith("development", {
      compute: { template: JSON.stringify(trusting({ AWS: { "Fn::ImportValue": "a" } })) },
    });
    const change = {
      ...other,
      environments: { ...other.environments, development: environments.development },
    };

    expect(about(change).refusals.map(({ rule }) => rule)).toEqual(["import-own", "foreign-principal"]);
  });

  test("is followed through three stacks, and no circle of them is an error", () => {
    const through = (value: unknown) => ({
      network: exporting("a", { "Fn::ImportValue": "b" }),
      logging: exporting("b", { "Fn::ImportValue": "c" }),
      storage: exporting("c", value),
      database: exporting("d", { "Fn::ImportValue": "a" }),
    });

    expect(importing("a", through(own))).toStrictEqual([]);
    expect(importing("d", through(own))).toHaveLength(1);
    expect(importing("a", through({ "Fn::ImportValue": "a" }))).toHaveLength(1);
  });
});

test("a value that refers to no resource of the stack names none", () => {
  const [step] = candidate().environments.development;
  if (step === undefined) throw new Error("the sample change has no steps");
  const place = { step: readStep("development", step, { Resources: { Own: role } }), neighbours: [] };

  expect(namedBy({ Ref: "Own" }, place)).toMatchObject({ type: "AWS::IAM::Role", attribute: null });
  expect([{ Ref: "Missing" }, "Own", { Ref: "AWS::AccountId" }].map((one) => namedBy(one, place))).toEqual([
    null,
    null,
    null,
  ]);
});
