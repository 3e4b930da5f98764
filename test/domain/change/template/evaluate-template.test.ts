// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation fills these placeholders.
import {
  declaredTransforms,
  evaluateTemplate,
  transformsIn,
} from "../../../../lib/domain/change/template/evaluate-template.ts";
import type { Objects, Value } from "../../../../lib/domain/change/template/values.ts";

const evaluated = (template: Objects, parameters: Readonly<Record<string, string>> = {}) =>
  evaluateTemplate({ template, parameters, pseudo: { "AWS::Region": "eu-central-1" } });
const Conditions = {
  Yes: { "Fn::Equals": ["a", "a"] },
  No: { "Fn::Equals": ["a", "b"] },
  Untold: { "Fn::Equals": [{ Ref: "AWS::StackId" }, "x"] },
};
const thing = (Name: Value, more: Objects = {}): Objects => ({
  Type: "AWS::SNS::Topic",
  Properties: { Name },
  ...more,
});

test("an evaluated template has parameters, mappings, conditions and pseudo parameters written out where they are used", () => {
  const template = {
    Description: "d",
    Parameters: { P: { Type: "String", Default: "p" }, Q: { Type: "String" } },
    Mappings: { M: { a: { b: "m" } } },
    Conditions,
    Resources: {
      One: thing({ Ref: "P" }),
      Two: thing({ "Fn::FindInMap": ["M", "a", "b"] }),
      Three: thing({ "Fn::If": ["No", "x", "y"] }),
      Four: thing({ Ref: "Q" }),
      Five: thing({ Ref: "AWS::Region" }),
    },
    Outputs: { O: { Value: { Ref: "P" } } },
    Metadata: { a: { Ref: "P" } },
  };

  expect(evaluated(template, { Q: "q" })).toStrictEqual({
    template: {
      Description: "d",
      Resources: {
        One: thing("p"),
        Two: thing("m"),
        Three: thing("y"),
        Four: thing("q"),
        Five: thing("eu-central-1"),
      },
      Outputs: { O: { Value: "p" } },
      Metadata: { a: "p" },
    },
    unpredictable: [],
  });
});

test("a template may have no section at all", () => {
  expect(evaluated({})).toStrictEqual({ template: {}, unpredictable: [] });
});

describe("a resource or an output with a condition", () => {
  const template = (condition: Value) => ({
    Conditions,
    Resources: { One: thing("a", { Condition: condition }), Two: thing("b") },
    Outputs: { O: { Value: "a", Condition: condition } },
  });

  test("is there without it if it holds", () => {
    expect(evaluated(template("Yes"))).toStrictEqual({
      template: { Resources: { One: thing("a"), Two: thing("b") }, Outputs: { O: { Value: "a" } } },
      unpredictable: [],
    });
  });

  test("is not there if it does not hold", () => {
    expect(evaluated(template("No"))).toStrictEqual({
      template: { Resources: { Two: thing("b") }, Outputs: {} },
      unpredictable: [],
    });
  });

  test("cannot be predicted if nobody can tell, and keeps it written out", () => {
    const why = `whether it exists depends on ${JSON.stringify(Conditions.Untold)}`;

    expect(evaluated(template("Untold"))).toStrictEqual({
      template: {
        Resources: { One: thing("a", { Condition: Conditions.Untold }), Two: thing("b") },
        Outputs: { O: { Value: "a", Condition: Conditions.Untold } },
      },
      unpredictable: [
        { place: "One", why },
        { place: "Outputs.O", why },
      ],
    });
  });
});

test("a condition elsewhere is a key like any other", () => {
  const Metadata = { a: { Condition: "No", b: 1 } };

  expect(evaluated({ Conditions, Metadata }).template).toStrictEqual({ Metadata });
});

describe("what a macro rewrites cannot be predicted:", () => {
  const call: Value = { "Fn::Transform": { Name: "AWS::Include", Parameters: {} } };

  test.each<[string, Objects, readonly object[]]>([
    [
      "the template",
      { Transform: "AWS::Serverless-2016-10-31" },
      [{ place: "Transform", why: "the transform AWS::Serverless-2016-10-31 rewrites the template" }],
    ],
    [
      "the template, by several",
      { Transform: ["A", { Name: "B" }, { c: 1 }] },
      [
        { place: "Transform", why: "the transform A rewrites the template" },
        { place: "Transform", why: "the transform B rewrites the template" },
        { place: "Transform", why: 'the transform {"c":1} rewrites the template' },
      ],
    ],
    [
      "a resource",
      { Resources: { One: thing(call), Two: thing("a") } },
      [{ place: "One", why: "the transform AWS::Include rewrites it" }],
    ],
    [
      "a resource, in a list and beside other keys",
      { Resources: { One: thing([{ a: 1, "Fn::Transform": "M" }]) } },
      [{ place: "One", why: "the transform M rewrites it" }],
    ],
    [
      "another section",
      { Outputs: { O: { Value: call } } },
      [{ place: "Outputs", why: "the transform AWS::Include rewrites it" }],
    ],
    [
      "a section by its own name",
      { "Fn::Transform": "M" },
      [{ place: "Fn::Transform", why: "the transform M rewrites it" }],
    ],
    [
      "a loop",
      { Conditions: { "Fn::ForEach::C": ["X", ["a"], {}] } },
      [{ place: "Conditions", why: "the transform Fn::ForEach::C rewrites it" }],
    ],
    ["nothing", { Resources: { One: thing("Fn::Transform") }, Metadata: { "My::Fn::ForEach": 1 } }, []],
  ])("%s", (_what, template, unpredictable) => {
    expect(evaluated(template).unpredictable).toStrictEqual(unpredictable);
  });
});

test("no transform is declared where there is none", () => {
  expect(declaredTransforms({})).toStrictEqual([]);
});

test("each macro in a value is named, also within what another one is given", () => {
  const inner = { "Fn::Transform": { Name: "Inner" } };

  expect([
    ...transformsIn({ a: [{ "Fn::Transform": { Name: "Outer", Parameters: inner } }], "Fn::ForEach::L": [] }),
  ]).toEqual(["Outer", "Inner", "Fn::ForEach::L"]);
});
