// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation fills these placeholders.
import { refusalsOf } from "./judged.ts";

const topic = { Type: "AWS::SNS::Topic" };
/** A template in which every kind of name is declared once. */
const declared = {
  Parameters: { Stage: { Type: "String", Default: "a" } },
  Mappings: { Sizes: { "m5.large": { Count: "2" } } },
  Conditions: { IsLive: { "Fn::Equals": [{ Ref: "Stage" }, "live"] } },
  Resources: { Own: topic },
};

const named = (more: object, resource: object = {}) =>
  refusalsOf({
    ...declared,
    ...more,
    Resources: { Own: topic, Thing: { ...topic, ...resource } },
  }).flatMap(({ rule, seen }) => (rule === "template-reference" ? [seen] : []));
const namedBy = (value: unknown) => named({}, { Properties: { DisplayName: value } });

describe("a name that the template does not have is refused", () => {
  test.each<[string, unknown, string]>([
    ["Ref", { Ref: "Other" }, "Thing refers to Other, which is no parameter or resource of the template"],
    [
      "Ref, of an attribute",
      { Ref: "Own.Arn" },
      "Thing refers to Own.Arn, which is no parameter or resource of the template",
    ],
    [
      "Ref, of a member that every object has",
      { Ref: "constructor" },
      "Thing refers to constructor, which is no parameter or resource of the template",
    ],
    [
      "Ref, of a pseudo parameter that AWS does not have",
      { Ref: "AWS::Account" },
      "Thing refers to AWS::Account, which is no parameter or resource of the template",
    ],
    [
      "Ref, deep in a list",
      [{ A: [{ Ref: "Other" }] }],
      "Thing refers to Other, which is no parameter or resource of the template",
    ],
    [
      "Fn::GetAtt",
      { "Fn::GetAtt": ["Other", "Arn"] },
      "Thing refers to Other, which is no resource of the template",
    ],
    [
      "Fn::GetAtt, as a text",
      { "Fn::GetAtt": "Other.Outputs.Arn" },
      "Thing refers to Other, which is no resource of the template",
    ],
    [
      "Fn::GetAtt, of a parameter",
      { "Fn::GetAtt": ["Stage", "Arn"] },
      "Thing refers to Stage, which is no resource of the template",
    ],
    [
      "Fn::Sub",
      { "Fn::Sub": "a-${Other}" },
      "Thing refers to Other, which is no parameter or resource of the template",
    ],
    [
      "Fn::Sub, after a literal",
      { "Fn::Sub": "${!Own} ${ Other }" },
      "Thing refers to Other, which is no parameter or resource of the template",
    ],
    [
      "Fn::Sub, of an attribute",
      { "Fn::Sub": "${Stage.Arn}" },
      "Thing refers to Stage, which is no resource of the template",
    ],
    [
      "Fn::Sub, beside its own variables",
      { "Fn::Sub": ["${Mine} ${Other}", { Mine: "a" }] },
      "Thing refers to Other, which is no parameter or resource of the template",
    ],
    [
      "Fn::Sub, in the value of a variable",
      { "Fn::Sub": ["${Mine}", { Mine: { Ref: "Other" } }] },
      "Thing refers to Other, which is no parameter or resource of the template",
    ],
    [
      "Fn::If",
      { "Fn::If": ["IsOther", "a", "b"] },
      "Thing refers to IsOther, which is no condition of the template",
    ],
    [
      "Fn::If, in the branch that is not taken",
      { "Fn::If": ["IsLive", { Ref: "Other" }, "b"] },
      "Thing refers to Other, which is no parameter or resource of the template",
    ],
    [
      "Fn::FindInMap",
      { "Fn::FindInMap": ["Others", "a", "b"] },
      "Thing refers to Others.a.b, which is no entry of a mapping of the template",
    ],
    [
      "Fn::FindInMap, by its second key",
      { "Fn::FindInMap": ["Sizes", "m5.small", { Ref: "Stage" }] },
      "Thing refers to Sizes.m5.small, which is no entry of a mapping of the template",
    ],
    [
      "Fn::FindInMap, by its third key",
      { "Fn::FindInMap": ["Sizes", "m5.large", "Size"] },
      "Thing refers to Sizes.m5.large.Size, which is no entry of a mapping of the template",
    ],
  ])("%s", (_by, value, seen) => {
    expect(namedBy(value)).toStrictEqual([seen]);
  });

  test.each<[string, object, string]>([
    ["DependsOn", { DependsOn: "Stage" }, "Thing refers to Stage, which is no resource of the template"],
    [
      "DependsOn, as a list",
      { DependsOn: ["Own", "Other"] },
      "Thing refers to Other, which is no resource of the template",
    ],
    [
      "the condition of a resource",
      { Condition: "IsOther" },
      "Thing refers to IsOther, which is no condition of the template",
    ],
    [
      "an update policy",
      { UpdatePolicy: { X: { Ref: "Other" } } },
      "Thing refers to Other, which is no parameter or resource of the template",
    ],
  ])("%s", (_by, resource, seen) => {
    expect(named({}, resource)).toStrictEqual([seen]);
  });

  test.each<[string, object, string]>([
    [
      "an output",
      { Outputs: { O: { Value: { Ref: "Other" } } } },
      "Outputs/O refers to Other, which is no parameter or resource of the template",
    ],
    [
      "the condition of an output",
      { Outputs: { O: { Value: "a", Condition: "IsOther" } } },
      "Outputs/O refers to IsOther, which is no condition of the template",
    ],
    [
      "a condition, which cannot refer to a resource",
      { Conditions: { C: { "Fn::Equals": [{ Ref: "Own" }, "a"] } } },
      "Conditions/C refers to Own, which is no parameter of the template",
    ],
    [
      "a condition in a condition",
      { Conditions: { C: { "Fn::Not": [{ Condition: "IsOther" }] } } },
      "Conditions/C refers to IsOther, which is no condition of the template",
    ],
    [
      "a rule",
      { Rules: { R: { Assertions: [{ Assert: { "Fn::Equals": [{ Ref: "Own" }, "a"] } }] } } },
      "Rules/R refers to Own, which is no parameter of the template",
    ],
  ])("%s", (_by, more, seen) => {
    expect(named(more)).toStrictEqual([seen]);
  });

  test("each once in a place", () => {
    expect(namedBy([{ Ref: "Other" }, { "Fn::Sub": "${Other}" }])).toHaveLength(1);
  });
});

describe("no name is missed in", () => {
  test.each<[string, unknown]>([
    ["a parameter, and a resource", [{ Ref: "Stage" }, { Ref: "Own" }, { "Fn::GetAtt": "Own.TopicName" }]],
    [
      "what AWS names in every template",
      { "Fn::Sub": "${AWS::AccountId} ${AWS::NotificationARNs} ${AWS::NoValue} ${AWS::Partition}" },
    ],
    [
      "the other names of AWS",
      { "Fn::Sub": "${AWS::Region} ${AWS::StackId} ${AWS::StackName} ${AWS::URLSuffix}" },
    ],
    ["a text that Fn::Sub leaves alone", { "Fn::Sub": "${!Other} ${} $Other" }],
    ["a variable of Fn::Sub, with a dot", { "Fn::Sub": ["${a.b}", { "a.b": "x" }] }],
    ["an entry of a mapping whose key has a dot", { "Fn::FindInMap": ["Sizes", "m5.large", "Count"] }],
    [
      "a mapping whose keys only the deployment tells",
      { "Fn::FindInMap": ["Sizes", { Ref: "Stage" }, "Count"] },
    ],
    ["a call that a function computes", { "Fn::GetAtt": [{ Ref: "Stage" }, "Arn"] }],
    ["a property that is called as a condition is", { Condition: "IsOther" }],
    ["a condition of IAM", { Condition: { StringEquals: { "aws:x": "y" } } }],
    ["an import", { "Fn::ImportValue": "other" }],
  ])("%s", (_in, value) => {
    expect(namedBy(value)).toStrictEqual([]);
  });

  test.each<[string, object, object]>([
    ["the metadata of a resource", {}, { Metadata: { "aws:cdk:path": { Ref: "Other" } } }],
    ["a resource that depends on nothing", {}, { DependsOn: [] }],
    [
      "a condition that refers to a parameter, a pseudo parameter and a condition",
      {
        Conditions: {
          ...declared.Conditions,
          C: {
            "Fn::And": [
              { Condition: "IsLive" },
              { "Fn::Equals": [{ Ref: "AWS::Region" }, { Ref: "Stage" }] },
            ],
          },
        },
      },
      {},
    ],
    [
      "a template that a transform rewrites",
      { Transform: "AWS::Serverless-2016-10-31" },
      { Properties: { DisplayName: { Ref: "Other" } } },
    ],
  ])("%s", (_in, more, resource) => {
    expect(named(more, resource)).toStrictEqual([]);
  });
});

describe("resources that need each other", () => {
  const circle = (A: object, B: object, more: object = {}) =>
    refusalsOf({
      ...declared,
      ...more,
      Resources: { A: { ...topic, ...A }, B: { ...topic, ...B }, C: { ...topic, DependsOn: "A" } },
    }).flatMap(({ rule, seen }) => (rule === "template-circle" ? [seen] : []));
  const showing = (value: unknown) => ({ Properties: { DisplayName: value } });
  const ofB = showing({ "Fn::GetAtt": ["B", "TopicName"] });

  test.each<[string, object]>([
    ["Ref", showing({ Ref: "A" })],
    ["Fn::Sub", showing({ "Fn::Sub": "${A.TopicName}" })],
    ["DependsOn", { DependsOn: ["A"] }],
    ["a branch that is taken", showing({ "Fn::If": ["IsLive", "b", { Ref: "A" }] })],
  ])("are refused: by %s", (_by, B) => {
    expect(circle(ofB, B)).toStrictEqual(["the resources A, B need each other"]);
  });

  test("are refused where a resource needs itself", () => {
    expect(circle(showing({ Ref: "A" }), {})).toStrictEqual(["the resources A need each other"]);
  });

  test.each<[string, object]>([
    ["nothing leads back", showing({ Ref: "Stage" })],
    ["a branch that is not taken leads back", showing({ "Fn::If": ["IsLive", { Ref: "A" }, "b"] })],
    ["only metadata leads back", { Metadata: { Of: { Ref: "A" } } }],
  ])("are not seen where %s", (_where, B) => {
    expect(circle(ofB, B)).toStrictEqual([]);
  });
});
