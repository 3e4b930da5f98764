import { predictEffects } from "../../../../lib/domain/change/prediction/predict-effects.ts";

const topic = (Properties: object = {}, more: object = {}) => ({
  Type: "AWS::SNS::Topic",
  Properties,
  ...more,
});
const deployed = (template: object, parameters: Readonly<Record<string, string>> = {}) => ({
  template: JSON.stringify(template),
  parameters,
  tags: {},
});
const told = (before: object, after: object) =>
  predictEffects(deployed(before), deployed(after)).effects.map(
    ({ effect, logicalId, because }) => `${effect} ${logicalId}: ${because.join(", ")}`,
  );
const one = (TopicName: unknown, more: object = {}) => ({
  Resources: { Topic: topic({ TopicName }) },
  ...more,
});
const off = { Conditions: { Off: { "Fn::Equals": ["a", "b"] } } };
const named = (name: string) => `\${${name}}`;

describe("what is easy to overlook is announced:", () => {
  test.each<[string, object, object, readonly string[]]>([
    [
      "a text that is the same number",
      one("16.1"),
      one("16.10"),
      ["replace Topic: TopicName, which replaces"],
    ],
    ["an empty text instead of zero", one("0"), one(""), ["replace Topic: TopicName, which replaces"]],
    ["a list instead of its only item", one("a"), one(["a"]), ["replace Topic: TopicName, which replaces"]],
    [
      "a list of one name instead of the name, and whoever refers to that resource",
      {
        Resources: {
          Topic: topic({}, { DependsOn: "Other" }),
          Other: topic(),
          User: topic({ DisplayName: { "Fn::GetAtt": ["Topic", "TopicArn"] } }),
        },
      },
      {
        Resources: {
          Topic: topic({}, { DependsOn: ["Other"] }),
          Other: topic(),
          User: topic({ DisplayName: { "Fn::GetAtt": ["Topic", "TopicArn"] } }),
        },
      },
      ["modify Topic: DependsOn", "modify User: DisplayName follows Topic"],
    ],
    [
      "a resource that is called as a method is",
      { Resources: { hasOwnProperty: topic({ DisplayName: "a" }) } },
      { Resources: { hasOwnProperty: topic({ DisplayName: "b" }) } },
      ["modify hasOwnProperty: DisplayName"],
    ],
    [
      "a resource that is new and called as a method is",
      { Resources: { Topic: topic() } },
      { Resources: { Topic: topic(), constructor: topic() } },
      ["add constructor: "],
    ],
    [
      "a choice from a list of which an item may be left out",
      one(
        { "Fn::Select": [1, [{ "Fn::If": ["Is", "a", { Ref: "AWS::NoValue" }] }, "b", "c"]] },
        conditions("a"),
      ),
      one(
        { "Fn::Select": [1, [{ "Fn::If": ["Is", "a", { Ref: "AWS::NoValue" }] }, "b", "c"]] },
        conditions("b"),
      ),
      ["replace Topic: TopicName, which replaces"],
    ],
    [
      "a mapping that nothing uses",
      one("a", { Mappings: { M: { a: { b: "c" } } } }),
      one("a", { Mappings: { M: { a: { b: "d" } } } }),
      ["modify Mappings.M: its definition changes"],
    ],
    [
      "what a parameter accepts",
      one("a", { Parameters: { P: { Type: "String", Default: "a" } } }),
      one("a", { Parameters: { P: { Type: "String", Default: "a", AllowedValues: ["a"] } } }),
      ["modify Parameters.P: its definition changes"],
    ],
    [
      "two definitions whose changes cancel each other out",
      one({ "Fn::FindInMap": ["M", { Ref: "P" }, "x"] }, both("a", { a: "1", b: "2" })),
      one({ "Fn::FindInMap": ["M", { Ref: "P" }, "x"] }, both("b", { a: "2", b: "1" })),
      ["modify Mappings.M: its definition changes", "modify Parameters.P: its definition changes"],
    ],
    [
      "a value that is written in another way",
      one("a"),
      one({ "Fn::Sub": "a" }),
      ["modify Topic: it is written in another way, and its values stay"],
    ],
    [
      "a resource whose condition does not hold",
      { ...off, Resources: { Topic: topic(), Other: topic({ DisplayName: "a" }, { Condition: "Off" }) } },
      { ...off, Resources: { Topic: topic(), Other: topic({ DisplayName: "b" }, { Condition: "Off" }) } },
      ["modify Other: it is not deployed, and its definition changes"],
    ],
    [
      "a text in a text",
      one({ "Fn::Sub": `a-${named("AWS::Region")}` }),
      one({ "Fn::Sub": `b-${named("AWS::Region")}` }),
      ["replace Topic: TopicName, which replaces"],
    ],
  ])("%s", (_what, before, after, effects) => {
    expect(told(before, after)).toEqual(effects);
  });

  test("the value of a parameter that nothing uses", () => {
    const template = one("a", { Parameters: { P: { Type: "String" } } });

    expect(
      predictEffects(deployed(template, { P: "a" }), deployed(template, { P: "b" })).effects,
    ).toMatchObject([
      { logicalId: "Parameters.P", values: [{ at: "parameter/given value", before: "a", after: "b" }] },
    ]);
  });

  test("the default of a secret parameter, which is hidden", () => {
    const of = (Default: string) =>
      one("a", { Parameters: { P: { Type: "String", NoEcho: true, Default } } });
    const { effects } = predictEffects(deployed(of("abc")), deployed(of("abd")));

    expect(effects).toMatchObject([{ logicalId: "Parameters.P", because: ["its definition changes"] }]);
    expect(JSON.stringify(effects)).not.toContain("ab");
  });

  test("and nothing of what CloudFormation takes for the same", () => {
    expect(
      told(
        { Resources: { A: topic({ DisplayName: 1 }), B: topic(), C: topic() } },
        { Resources: { C: topic(), B: topic(), A: topic({ DisplayName: "1" }) } },
      ),
    ).toEqual([]);
  });
});

/** Nobody knows before a stack is made in which region it is. */
function conditions(region: string): object {
  return { Conditions: { Is: { "Fn::Equals": [{ Ref: "AWS::Region" }, region] } } };
}
function both(P: string, { a, b }: { readonly a: string; readonly b: string }): object {
  return { Parameters: { P: { Type: "String", Default: P } }, Mappings: { M: { a: { x: a }, b: { x: b } } } };
}
