// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation fills these placeholders.

import { ungatedAdministrators } from "../../../../lib/domain/change/rules/administrators.ts";
import { noAllowances, readStep } from "../../../../lib/domain/change/rules/candidate.ts";
import { about, candidate, withResource } from "./about-change.ts";
import { account, demands, refusalsOf, role, untold, withThing } from "./judged.ts";

/** What the rule says of a template in development. */
const seenIn = (template: object | string) =>
  refusalsOf(template)
    .filter(({ rule }) => rule === "ungated-administrator")
    .map(({ seen }) => seen);
const policy = (statement: object, more: object = {}) =>
  withThing("AWS::IAM::Policy", { PolicyDocument: { Statement: [statement] } }, more);
const allowing = (statement: object, more: object = {}) =>
  policy({ Effect: "Allow", Action: "*", Resource: "*", ...statement }, more);
const exporting = (Value: unknown) => ({ Outputs: { Out: { Value, Export: { Name: "out" } } } });
const imported = { "Fn::ImportValue": "out" };
const letters = [..."abcdefghijklmnopqrstuvwxyz"];

describe("a role may do everything on every resource", () => {
  test.each<[string, object]>([
    ["by two stars", allowing({})],
    [
      "by a star among others",
      allowing({ Action: ["s3:GetObject", "*"], Resource: ["arn:aws:s3:::x", "*"] }),
    ],
    ["by stars for a service and an action", allowing({ Action: "*:*" })],
    ["by signs for one character", allowing({ Action: "?*:*?", Resource: "?*" })],
    ["by a star for each first letter", allowing({ Action: letters.map((letter) => `${letter}*`) })],
    ["by capitals", allowing({ Action: letters.map((letter) => `${letter.toUpperCase()}*`) })],
    ["as all but one action", policy({ Effect: "Allow", NotAction: "iam:CreateUser", Resource: "*" })],
    ["on all but one resource", policy({ Effect: "Allow", Action: "*", NotResource: "arn:aws:s3:::x" })],
    ["by an ARN of stars", allowing({ Resource: "arn:aws:*:*:*:*" })],
    ["in every partition", allowing({ Resource: "arn:*" })],
    ["in another partition", allowing({ Resource: "arn:aws-cn:*" })],
    ["in another partition, after a star", allowing({ Resource: "*arn:aws-cn:*" })],
    [
      "in its own region, and in none",
      allowing({ Resource: [`arn:aws:*:eu-central-1:${account}:*`, `arn:aws:*::${account}:*`] }),
    ],
    ["by how every ARN begins", allowing({ Resource: "arn*" })],
    ["by a letter of every ARN", allowing({ Resource: "*a*" })],
    ["by all of its own account", allowing({ Resource: `arn:aws:*:*:${account}:*` })],
    [
      "by all of its own account, of a service each",
      allowing({ Resource: letters.map((letter) => `arn:aws:${letter}*:*:${account}:*`) }),
    ],
    [
      "by all of its own account, by reference",
      allowing({ Resource: { "Fn::Sub": "arn:${AWS::Partition}:*:*:${AWS::AccountId}:*" } }),
    ],
    [
      "whatever only CloudFormation can tell of the effect",
      allowing({ Effect: { "Fn::If": ["IsOn", "Allow", "Deny"] } }, untold),
    ],
    ["by an action that only CloudFormation can tell", allowing({ Action: imported })],
    [
      "by an action of which only CloudFormation can tell a part",
      allowing({ Action: { "Fn::Sub": ["${A}:*", { A: imported }] } }),
    ],
    ["by an action that somebody else writes", allowing({ Action: "{{resolve:ssm:/actions:1}}" })],
    ["by an exported star", allowing({ Resource: imported }, exporting("*"))],
    [
      "by the name of a resource, which may be a star",
      {
        Resources: {
          Star: { Type: "AWS::CloudWatch::Alarm", Properties: { AlarmName: "*" } },
          ...allowing({ Resource: { Ref: "Star" } }).Resources,
        },
      },
    ],
    [
      "in a single statement",
      withThing("AWS::IAM::Role", {
        Policies: [{ PolicyDocument: { Statement: { Effect: "Allow", Action: "*", Resource: "*" } } }],
      }),
    ],
    [
      "in a text",
      withThing("AWS::IAM::ManagedPolicy", {
        PolicyDocument: JSON.stringify({ Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] }),
      }),
    ],
    ["in a policy that nobody can read", withThing("AWS::IAM::Policy", { PolicyDocument: imported })],
  ])("%s", (_what, template) => {
    expect(seenIn(template)).toEqual(["Thing may do everything on every resource"]);
  });

  test.each<[string, object]>([
    ["which is denied", allowing({ Effect: "Deny" })],
    ["but on one resource", allowing({ Resource: "arn:aws:s3:::shop/*" })],
    ["but on resources of one service", allowing({ Resource: `arn:aws:lambda:*:${account}:*` })],
    ["but in another account", allowing({ Resource: "arn:aws:*:*:222222222222:*" })],
    ["but in another region", allowing({ Resource: `arn:aws:*:us-east-1:${account}:*` })],
    ["but only of some services", allowing({ Action: ["s3:*", "iam:*", "lambda:*", "ec2:*", "kms:*"] })],
    ["but only what ends like one action", allowing({ Action: "*:Get*" })],
    ["but not, when a dot is a dot", allowing({ Action: ".*" })],
    ["but without an action", policy({ Effect: "Allow", Resource: "*" })],
    ["but on no resource", policy({ Effect: "Allow", Action: "*" })],
    [
      "but on a resource of the stack",
      {
        Resources: {
          Own: role,
          ...allowing({ Resource: [{ "Fn::GetAtt": ["Own", "Arn"] }, { "Fn::Sub": "${Own.Arn}/*" }] })
            .Resources,
        },
      },
    ],
    [
      "but on a name of the stack's within a service",
      {
        Resources: { Own: role, ...allowing({ Resource: { "Fn::Sub": "arn:aws:s3:::${Own}/*" } }).Resources },
      },
    ],
    [
      "but on what a stack of the environment exports",
      {
        ...exporting({ "Fn::GetAtt": ["Own", "Arn"] }),
        Resources: { Own: role, ...allowing({ Resource: imported }).Resources },
      },
    ],
    [
      "but what is no matter of IAM",
      withThing("AWS::S3::BucketPolicy", {
        PolicyDocument: { Statement: { Effect: "Allow", Action: "*", Resource: "*" } },
      }),
    ],
  ])("%s", (_what, template) => {
    expect(seenIn(template)).toStrictEqual([]);
  });

  test("where nobody says which account and region that is", () => {
    const found = (Resource: unknown) =>
      about(candidate(withResource(allowing({ Resource }).Resources.Thing))).refusals.map(({ rule }) => rule);

    expect(found({ "Fn::Sub": "arn:${AWS::Partition}:*:*:${AWS::AccountId}:*" })).toEqual([
      "ungated-administrator",
    ]);
    expect(found({ "Fn::Sub": "arn:aws:*:${AWS::Region}:${AWS::AccountId}:*" })).toStrictEqual([]);
    expect(
      found(
        ["arn:aws:*:${AWS::Region}:${AWS::AccountId}:*", "arn:aws:iam::${AWS::AccountId}:*"].map((text) => ({
          "Fn::Sub": text,
        })),
      ),
    ).toEqual(["ungated-administrator"]);
    expect(found(`arn:aws:*:*:${account}:*`)).toStrictEqual([]);
  });
});

describe("a role may do what an administrator may", () => {
  const managed = (ManagedPolicyArns: unknown, more: object = {}) =>
    withThing("AWS::IAM::Role", { ManagedPolicyArns }, more);
  const ofAws = "arn:aws:iam::aws:policy";

  test.each<[string, object]>([
    ["AdministratorAccess", managed([`${ofAws}/AdministratorAccess`])],
    ["AdministratorAccess of a service", managed([`${ofAws}/AdministratorAccess-Amplify`])],
    ["IAMFullAccess", managed([`${ofAws}/ReadOnlyAccess`, `${ofAws}/IAMFullAccess`])],
    ["PowerUserAccess", managed([`${ofAws}/PowerUserAccess`])],
    [
      "its name in pieces",
      managed([{ "Fn::Join": ["", ["arn:", imported, ":iam::aws:policy/", "AdministratorAccess"]] }]),
    ],
    [
      "a name of AWS's that nobody can tell",
      managed([{ "Fn::Sub": ["arn:aws:iam::aws:policy/${P}", { P: imported }] }]),
    ],
    ["a name of AWS's that somebody else writes", managed([`${ofAws}/{{resolve:ssm:/policy:1}}`])],
    ["an exported name", managed([imported], exporting(`${ofAws}/AdministratorAccess`))],
    [
      "one branch of what nobody can tell",
      managed({ "Fn::If": ["IsOn", [`${ofAws}/AdministratorAccess`], []] }, untold),
    ],
  ])("by %s", (_what, template) => {
    expect(seenIn(template)).toEqual(["Thing may do what an administrator may"]);
  });

  test.each<[string, object]>([
    [
      "AWS's other policies",
      managed([
        `${ofAws}/ReadOnlyAccess`,
        { "Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/service-role/X" },
      ]),
    ],
    [
      "policies of the account",
      managed([`arn:aws:iam::${account}:policy/IAMFullAccess-not`, { Ref: "Own" }, imported]),
    ],
  ])("but not by %s", (_what, template) => {
    expect(seenIn(template)).toStrictEqual([]);
  });
});

describe("an administrator", () => {
  const everything = { Statement: { Effect: "Allow", Action: "*", Resource: "*" } };
  const named = withThing("AWS::IAM::Role", {
    RoleName: "deployer",
    Policies: [{ PolicyDocument: everything }],
  });
  const listed = (...administrators: readonly string[]) =>
    refusalsOf(named, { allowances: { administrators } });

  test("is refused with what to do", () => {
    expect(listed("other", "undefined")).toEqual([
      {
        rule: "ungated-administrator",
        where: "development/compute/Thing",
        seen: "Thing may do everything on every resource",
        todo: "nobody approves a change of development: narrow it, or list it in the settings",
      },
    ]);
    expect(refusalsOf(allowing({}), { allowances: { administrators: ["undefined"] } })).toHaveLength(1);
  });

  test("is taken if the settings list its logical id or the name of its role", () => {
    expect(listed("other", "Thing")).toEqual([]);
    expect(listed("deployer")).toEqual([]);
  });

  test("is told by the stacks of its own environment", () => {
    const stepOf = (environment: "development" | "staging", template: object) => {
      const [step] = candidate().environments[environment];
      if (step === undefined) throw new Error("the sample change has no steps");
      return readStep(environment, { ...step, account }, template as never);
    };
    const change = (exporter: "development" | "staging") =>
      ungatedAdministrators(
        [
          stepOf(exporter, { Resources: { Own: role }, ...exporting({ "Fn::GetAtt": ["Own", "Arn"] }) }),
          stepOf("development", allowing({ Resource: imported })),
        ],
        { application: "shop", demands, allowances: noAllowances },
      ).refusals;

    expect(change("development")).toEqual([]);
    expect(change("staging")).toHaveLength(1);
  });
});
