// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation fills these placeholders.
import { account, role, rulesOf, untold, withThing } from "./judged.ts";

const trusting = (Principal: unknown, more: object = {}, statement: object = {}) => ({
  ...more,
  Resources: {
    Own: role,
    Thing: {
      Type: "AWS::IAM::Role",
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal, ...statement }],
        },
      },
    },
    ...(more as { Resources?: object }).Resources,
  },
});
const hidden = (Default: string) => ({ Parameters: { Who: { Type: "String", NoEcho: true, Default } } });
const stranger = "arn:aws:iam::666666666666:root";
const custom = { Type: "Custom::Who", Properties: { ServiceToken: "x" } };
const policy = { Statement: [{ Effect: "Allow", Action: "*", Resource: "*", Principal: { AWS: stranger } }] };

describe("a principal is foreign", () => {
  test.each<[string, object]>([
    ["as the default of a secret parameter", trusting({ AWS: { Ref: "Who" } }, hidden(stranger))],
    ["as a secret parameter inside a text", trusting({ AWS: { "Fn::Sub": "${Who}" } }, hidden(stranger))],
    [
      "as one branch of what nobody can tell",
      trusting({ AWS: { "Fn::If": ["IsOn", stranger, { Ref: "Own" }] } }, untold),
    ],
    [
      "as everyone in one branch of what nobody can tell",
      trusting({ AWS: { "Fn::If": ["IsOn", "*", { "Fn::GetAtt": ["Own", "Arn"] }] } }, untold),
    ],
    [
      "as all of Principal in one branch of what nobody can tell",
      trusting({ "Fn::If": ["IsOn", "*", { AWS: { Ref: "AWS::AccountId" } }] }, untold),
    ],
    [
      "as an imported account, with the own account elsewhere in the text",
      trusting({
        AWS: {
          "Fn::Sub": [
            "arn:aws:iam::${Other}:role/${Suffix}",
            { Other: { "Fn::ImportValue": "x" }, Suffix: { Ref: "Own" } },
          ],
        },
      }),
    ],
    ["as an imported value", trusting({ AWS: { "Fn::ImportValue": "who" } })],
    [
      "as what a custom resource answers",
      trusting({ AWS: { "Fn::GetAtt": ["Custom", "Arn"] } }, { Resources: { Custom: custom } }),
    ],
    [
      "as what a custom resource is called",
      trusting({ AWS: { Ref: "Custom" } }, { Resources: { Custom: custom } }),
    ],
    ["in a list beside an own one", trusting({ AWS: [{ "Fn::GetAtt": ["Own", "Arn"] }, stranger] })],
    [
      "beside NotPrincipal",
      trusting(undefined, {}, { NotPrincipal: { AWS: "arn:aws:iam::111111111111:root" } }),
    ],
    [
      "as everybody in a private network of anyone",
      trusting("*", {}, { Condition: { StringEquals: { "aws:SourceVpc": "vpc-0123456789abcdef0" } } }),
    ],
    ["as anybody's pool of identities", trusting({ Federated: "cognito-identity.amazonaws.com" })],
    [
      "as anybody's pool of identities by its id",
      trusting(
        { Federated: "cognito-identity.amazonaws.com" },
        {},
        { Condition: { StringEquals: { "cognito-identity.amazonaws.com:aud": "eu-central-1:0123" } } },
      ),
    ],
    [
      "in a policy that is written as a text",
      withThing("AWS::Logs::ResourcePolicy", { PolicyName: "p", PolicyDocument: JSON.stringify(policy) }),
    ],
    [
      "in a trust policy that is written as a text",
      withThing("AWS::IAM::Role", { AssumeRolePolicyDocument: JSON.stringify(policy) }),
    ],
    [
      "in a policy that is a text with own parts",
      withThing("AWS::Logs::Destination", {
        DestinationPolicy: {
          "Fn::Sub":
            '{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::666666666666:root"},"Resource":"arn:aws:logs:${AWS::Region}:${AWS::AccountId}:x"}]}',
        },
      }),
    ],
    [
      "in a policy that is joined of texts",
      withThing("AWS::Logs::Destination", {
        DestinationPolicy: {
          "Fn::Join": [
            "",
            [
              '{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::6666',
              '66666666:root"},"Resource":"',
              { "Fn::GetAtt": ["Own", "Arn"] },
              '"}]}',
            ],
          ],
        },
      }),
    ],
    [
      "as an account that may use an interface",
      withThing("AWS::EC2::NetworkInterfacePermission", { AwsAccountId: "666666666666" }),
    ],
    [
      "as an account that a portfolio is shared with",
      withThing("AWS::ServiceCatalog::PortfolioShare", { AccountId: "666666666666", PortfolioId: "x" }),
    ],
  ])("%s", (_what, template) => {
    expect(rulesOf(template)).toContain("foreign-principal");
  });

  test.each<[string, object]>([
    ["an AWS service", trusting({ Service: ["lambda.amazonaws.com", "states.amazonaws.com"] })],
    [
      "the own account",
      trusting({ AWS: { "Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root" } }),
    ],
    ["a role of the stack", trusting({ AWS: { "Fn::GetAtt": ["Own", "Arn"] } })],
    [
      "one of two own ones",
      trusting({ AWS: { "Fn::If": ["IsOn", { "Fn::GetAtt": ["Own", "Arn"] }, account] } }, untold),
    ],
    [
      "the pool of the stack",
      trusting(
        { Federated: "cognito-identity.amazonaws.com" },
        { Resources: { Pool: { Type: "AWS::Cognito::IdentityPool", Properties: {} } } },
        { Condition: { StringEquals: { "cognito-identity.amazonaws.com:aud": { Ref: "Pool" } } } },
      ),
    ],
    [
      "a network of the stack",
      trusting(
        "*",
        { Resources: { Vpc: { Type: "AWS::EC2::VPC", Properties: {} } } },
        { Condition: { StringEquals: { "aws:SourceVpc": { Ref: "Vpc" } } } },
      ),
    ],
    [
      "a network of another stack of the environment",
      trusting(
        "*",
        {},
        { Condition: { StringEquals: { "aws:SourceVpce": { "Fn::ImportValue": "endpoint" } } } },
      ),
    ],
    [
      "in a policy of a text, a service",
      withThing("AWS::Logs::ResourcePolicy", {
        PolicyName: "p",
        PolicyDocument: {
          "Fn::Sub":
            '{"Statement":[{"Effect":"Allow","Principal":{"Service":"es.amazonaws.com","AWS":"arn:aws:iam::${AWS::AccountId}:root"},"Action":"logs:PutLogEvents","Resource":"*"}]}',
        },
      }),
    ],
  ])("unless it is %s", (_what, template) => {
    expect(rulesOf(template)).not.toContain("foreign-principal");
  });

  test("unless the settings list the network", () => {
    const template = trusting(
      "*",
      {},
      { Condition: { StringEquals: { "aws:SourceVpc": "vpc-0123456789abcdef0" } } },
    );

    expect(rulesOf(template, { allowances: { principals: ["vpc-0123456789abcdef0"] } })).toEqual([]);
  });
});
