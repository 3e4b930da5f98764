// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation fills these placeholders.
import { about, changeWith, subnet } from "./about-change.ts";
import { account, refusalsOf, role, untold, withThing } from "./judged.ts";

const stranger = "666666666666";
const own = { Ref: "AWS::AccountId" };
const resources = {
  Own: role,
  Vpc: { Type: "AWS::EC2::VPC" },
  Endpoint: { Type: "AWS::EC2::VPCEndpoint" },
  Pool: { Type: "AWS::Cognito::IdentityPool" },
  // A bucket may be called as a network of somebody else is.
  Bucket: { Type: "AWS::S3::Bucket", Properties: { BucketName: "vpc-0123456789abcdef0" } },
};
/** A topic that everybody may use under this condition. */
const everybodyIf = (Condition: unknown, Type = "AWS::SNS::TopicPolicy", more: object = {}) => ({
  ...more,
  Resources: {
    ...resources,
    Thing: {
      Type,
      Properties: {
        PolicyDocument: {
          Statement: { Effect: "Allow", Action: "sns:Publish", Principal: "*", Resource: "*", Condition },
        },
      },
    },
  },
});
const isBound = (template: object, principals: readonly string[] = []) =>
  refusalsOf(template, { allowances: { principals } }).every(({ rule }) => rule !== "foreign-principal");
const sub = (text: string) => ({ "Fn::Sub": text });

describe("everybody is bound to the environment's own account", () => {
  test.each<[string, unknown]>([
    ...["aws:SourceAccount", "AWS:SOURCEOWNER", "aws:PrincipalAccount", "kms:CallerAccount"].map(
      (key): [string, unknown] => [`by ${key}`, { StringEquals: { [key]: [own, account] } }],
    ),
    ...[
      "ArnEquals",
      "ArnLike",
      "StringEquals",
      "StringLike",
      "ForAnyValue:ArnLike",
      "StringEqualsIgnoreCase",
    ].map((operator): [string, unknown] => [
      `by ${operator}`,
      { [operator]: { "aws:PrincipalArn": `arn:aws:iam::${account}:role/*` } },
    ]),
    [
      "by a source in any region, if the fields of its ARN are compared one by one",
      { ArnLike: { "aws:SourceArn": `arn:aws:sns:*:${account}:*` } },
    ],
    ["by the ARN of a resource of the stack", { StringLike: { "aws:SourceArn": sub("${Own.Arn}/*") } }],
    ["by what stands behind the ARN of a resource", { StringLike: { "aws:SourceArn": sub("${Own.Arn}:*") } }],
    ["by one of several keys", { StringEquals: { "aws:SourceIp": "1.2.3.4", "aws:SourceAccount": own } }],
    [
      "by one of several operators",
      { Bool: { "aws:SecureTransport": true }, StringEquals: { "aws:SourceAccount": own } },
    ],
    ["by its network", { StringEquals: { "aws:SourceVpc": { Ref: "Vpc" } } }],
    ["by the id of its network", { StringEquals: { "aws:sourcevpc": { "Fn::GetAtt": ["Vpc", "VpcId"] } } }],
    [
      "by its endpoint",
      { StringEquals: { "aws:SourceVpce": [{ Ref: "Endpoint" }, { "Fn::GetAtt": "Endpoint.Id" }] } },
    ],
    [
      "by its pool of identities",
      { StringEquals: { "cognito-identity.amazonaws.com:aud": { Ref: "Pool" } } },
    ],
    [
      "by a network that the account exports",
      { StringEquals: { "aws:SourceVpc": { "Fn::ImportValue": "vpc" } } },
    ],
  ])("%s", (_what, condition) => {
    expect(isBound(everybodyIf(condition))).toBe(true);
  });

  test.each<[string, unknown]>([
    ["if there is no condition", undefined],
    ["by an account that is another one", { StringEquals: { "aws:SourceAccount": stranger } }],
    ["by an account that is one of two", { StringEquals: { "aws:SourceAccount": [own, stranger] } }],
    ["by no account", { StringEquals: { "aws:SourceAccount": [] } }],
    [
      "by what nobody can tell, which may be nothing",
      { StringEquals: { "aws:SourceAccount": { "Fn::If": ["IsOn", own, { Ref: "AWS::NoValue" }] } } },
    ],
    [
      "by a condition that nobody can tell",
      { "Fn::If": ["IsOn", { StringEquals: { "aws:SourceAccount": own } }, {}] },
    ],
    [
      "by a key of another meaning",
      { StringEquals: { "aws:ResourceAccount": own, "x:aws:SourceAccount": own, "aws:SourceAccountX": own } },
    ],
    [
      "by an operator that also holds without the key",
      { "ForAllValues:StringEquals": { "aws:SourceAccount": own } },
    ],
    ["by another such operator", { StringEqualsIfExists: { "aws:SourceAccount": own } }],
    ["by an operator that negates", { StringNotEquals: { "aws:SourceAccount": own } }],
    ["by an operator that only ends like one", { XStringEquals: { "aws:SourceAccount": own } }],
    [
      "by a text whose wildcard may take in the account of somebody else",
      { StringLike: { "aws:PrincipalArn": `arn:*:*:*:${account}:*` } },
    ],
    [
      "by a text whose wildcard is one character",
      { "ForAnyValue:StringLike": { "aws:SourceArn": `arn:aws:sns:???????????:${account}:*` } },
    ],
    [
      "by another text's wildcard, whatever the case",
      { StringLikeIgnoreCase: { "aws:SourceArn": `arn:aws:*::${account}:*` } },
    ],
    ["by somebody's network", { StringEquals: { "aws:SourceVpc": "vpc-0123456789abcdef0" } }],
    ["by a network of two", { StringEquals: { "aws:SourceVpc": [{ Ref: "Vpc" }, "vpc-0123456789abcdef0"] } }],
    ["by what is only called as a network is", { StringEquals: { "aws:SourceVpc": { Ref: "Bucket" } } }],
    [
      "by another attribute of its network",
      { StringEquals: { "aws:SourceVpc": { "Fn::GetAtt": ["Vpc", "CidrBlock"] } } },
    ],
    ["by a network where an endpoint is asked", { StringEquals: { "aws:SourceVpce": { Ref: "Vpc" } } }],
    [
      "by another resource than a pool",
      { StringEquals: { "cognito-identity.amazonaws.com:aud": { Ref: "Own" } } },
    ],
  ])("not %s", (_what, condition) => {
    expect(isBound(everybodyIf(condition, "AWS::SNS::TopicPolicy", untold))).toBe(false);
  });

  test("by the account of the resource only where requests pass through to others", () => {
    const condition = { StringEquals: { "aws:ResourceAccount": own } };

    expect(isBound(everybodyIf(condition, "AWS::EC2::VPCEndpoint"))).toBe(true);
    expect(isBound(everybodyIf(condition))).toBe(false);
  });

  test("by a network that the settings list", () => {
    const template = everybodyIf({ StringEquals: { "aws:SourceVpc": ["vpc-1", { Ref: "Vpc" }] } });

    expect(isBound(template, ["vpc-1"])).toBe(true);
    expect(isBound(template, ["vpc-2"])).toBe(false);
  });

  test("by a network that a stack of the environment exports, if it is one of the environment", () => {
    const exporting = (Value: unknown) => ({
      template: JSON.stringify({
        Resources: { ...resources, Subnet: subnet },
        Outputs: { Out: { Value, Export: { Name: "vpc" } } },
      }),
    });
    const refusedWith = (Value: unknown) =>
      about(
        changeWith("development", {
          network: exporting(Value),
          compute: {
            template: JSON.stringify(
              everybodyIf({ StringEquals: { "aws:SourceVpc": { "Fn::ImportValue": "vpc" } } }),
            ),
          },
        }),
      ).refusals.map(({ rule }) => rule);

    expect(refusedWith({ Ref: "Vpc" })).toStrictEqual([]);
    expect(refusedWith("vpc-0123456789abcdef0")).toEqual(["foreign-principal"]);
    expect(refusedWith({ "Fn::ImportValue": "vpc" })).toEqual(["order-imports", "foreign-principal"]);
  });
});

describe("somebody is let in without a policy", () => {
  const foreign = (type: string, properties: object) =>
    refusalsOf(withThing(type, properties))
      .filter(({ rule }) => rule === "foreign-principal")
      .map(({ seen }) => seen.replace("a policy lets in ", ""));

  test.each<[string, (who: string) => object]>([
    ["AWS::ACMPCA::Permission", (who) => ({ Principal: who })],
    ["AWS::CleanRooms::Collaboration", (who) => ({ Members: [{ AccountId: who }] })],
    ["AWS::CodeGuruProfiler::ProfilingGroup", (who) => ({ AgentPermissions: { Principals: [who] } })],
    ["AWS::Config::AggregationAuthorization", (who) => ({ AuthorizedAccountId: who })],
    ["AWS::Connect::DataLakeAssociation", (who) => ({ TargetAccountId: who })],
    ["AWS::EC2::NetworkInterfacePermission", (who) => ({ AwsAccountId: who })],
    ["AWS::EC2::VPCEndpointServicePermissions", (who) => ({ AllowedPrincipals: [who] })],
    ["AWS::EKS::AccessEntry", (who) => ({ PrincipalArn: who })],
    ["AWS::EntityResolution::PolicyStatement", (who) => ({ Principal: [who] })],
    ["AWS::Events::EventBusPolicy", (who) => ({ Principal: who })],
    ["AWS::GlobalAccelerator::CrossAccountAttachment", (who) => ({ Principals: [who] })],
    [
      "AWS::Glue::Database",
      (who) => ({
        DatabaseInput: {
          CreateTableDefaultPermissions: [{ Principal: { DataLakePrincipalIdentifier: who } }],
        },
      }),
    ],
    [
      "AWS::ImageBuilder::DistributionConfiguration",
      (who) => ({ Distributions: [{ AmiDistributionConfiguration: { TargetAccountIds: [who] } }] }),
    ],
    [
      "AWS::ImageBuilder::DistributionConfiguration",
      (who) => ({
        Distributions: [
          { AmiDistributionConfiguration: { LaunchPermissionConfiguration: { UserIds: [who] } } },
        ],
      }),
    ],
    [
      "AWS::LakeFormation::PrincipalPermissions",
      (who) => ({ Principal: { DataLakePrincipalIdentifier: who } }),
    ],
    ["AWS::Lambda::LayerVersionPermission", (who) => ({ Principal: who })],
    ["AWS::Lambda::Permission", (who) => ({ Principal: who })],
    ["AWS::LicenseManager::Grant", (who) => ({ Principals: [who] })],
    ["AWS::MediaConnect::FlowEntitlement", (who) => ({ Subscribers: [who] })],
    ["AWS::QBusiness::Permission", (who) => ({ Principal: who })],
    ["AWS::RAM::ResourceShare", (who) => ({ Principals: [who] })],
    ["AWS::Redshift::EndpointAuthorization", (who) => ({ Account: who })],
    ["AWS::S3::AccessGrant", (who) => ({ Grantee: { GranteeType: "IAM", GranteeIdentifier: who } })],
    ["AWS::SecurityLake::Subscriber", (who) => ({ SubscriberIdentity: { Principal: who, ExternalId: "x" } })],
    ["AWS::ServiceCatalog::PortfolioPrincipalAssociation", (who) => ({ PrincipalARN: who })],
    ["AWS::ServiceCatalog::PortfolioShare", (who) => ({ AccountId: who })],
    ["AWS::Signer::ProfilePermission", (who) => ({ Principal: who })],
  ])("by %s", (type, properties) => {
    const arn = `arn:aws:iam::${stranger}:role/x`;

    expect(foreign(type, properties(arn))).toEqual([arn]);
    expect(foreign(type, properties(account))).toStrictEqual([]);
  });

  test("in one branch of what nobody can tell, or in a list", () => {
    expect(
      foreign("AWS::RAM::ResourceShare", {
        Principals: { "Fn::If": ["IsOn", [account], [account, stranger]] },
      }),
    ).toEqual([stranger]);
  });

  test("but not by properties of those names elsewhere, nor by what IAM alone allows", () => {
    expect(foreign("AWS::SQS::Queue", { Principal: stranger })).toStrictEqual([]);
    expect(
      foreign("AWS::Lambda::Permission", { FunctionName: stranger, SourceAccount: stranger }),
    ).toStrictEqual([]);
    expect(
      foreign("AWS::LakeFormation::Permissions", {
        DataLakePrincipal: { DataLakePrincipalIdentifier: "IAM_ALLOWED_PRINCIPALS" },
      }),
    ).toStrictEqual([]);
  });
});
