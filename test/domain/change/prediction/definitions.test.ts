import { predictEffects } from "../../../../lib/domain/change/prediction/predict-effects.ts";

const deployed = (template: object, parameters: Readonly<Record<string, string>> = {}) => ({
  template: JSON.stringify(template),
  parameters,
  tags: {},
});
const told = (before: ReturnType<typeof deployed>, after: ReturnType<typeof deployed>) =>
  predictEffects(before, after).effects.map(
    ({ logicalId, type, because }) => `${logicalId} (${type}): ${because.join()}`,
  );
const topic = (Properties: object, more: object = {}) => ({ Type: "AWS::SNS::Topic", Properties, ...more });
const named = (DisplayName: unknown, more: object = {}) => ({
  Resources: { Still: topic({}), Topic: topic({ DisplayName }) },
  ...more,
});
const inMap = (map: string) => ({ "Fn::FindInMap": [map, "a", "b"] });
const map = (value: string) => ({ a: { b: value } });
const follows = "Topic (AWS::SNS::Topic): DisplayName";

describe("a definition that differs is not told by itself when what follows from it is:", () => {
  test.each<[string, ReturnType<typeof deployed>, ReturnType<typeof deployed>, readonly string[]]>([
    [
      "a mapping that something uses",
      deployed(named(inMap("M"), { Mappings: { M: map("1") } })),
      deployed(named(inMap("M"), { Mappings: { M: map("2") } })),
      [follows],
    ],
    [
      "a mapping that something begins to use",
      deployed(named("1")),
      deployed(named(inMap("M"), { Mappings: { M: map("2") } })),
      [follows],
    ],
    [
      "a condition",
      deployed({ Conditions: { C: { "Fn::Equals": ["a", "a"] } }, ...named({ "Fn::If": ["C", "1", "2"] }) }),
      deployed({ Conditions: { C: { "Fn::Equals": ["a", "b"] } }, ...named({ "Fn::If": ["C", "1", "2"] }) }),
      [follows],
    ],
    [
      "what a parameter is given",
      deployed(named({ Ref: "P" }, { Parameters: { P: { Type: "String" } } }), { P: "1" }),
      deployed(named({ Ref: "P" }, { Parameters: { P: { Type: "String" } } }), { P: "2" }),
      [follows],
    ],
    [
      "what a parameter is given, although that is its default",
      deployed(named({ Ref: "P" }, { Parameters: { P: { Type: "String", Default: "2" } } }), { P: "1" }),
      deployed(named({ Ref: "P" }, { Parameters: { P: { Type: "String", Default: "2" } } }), { P: "2" }),
      [follows],
    ],
    [
      "a mapping that is called as a parameter is",
      deployed(named({ Ref: "P" }, { Parameters: { P: { Type: "String" } }, Mappings: { P: map("1") } }), {
        P: "1",
      }),
      deployed(named({ Ref: "P" }, { Parameters: { P: { Type: "String" } }, Mappings: { P: map("2") } }), {
        P: "2",
      }),
      [follows, "Mappings.P (mapping): its definition changes"],
    ],
    [
      "only of the parameter, where a mapping is called as it is",
      deployed(named({ Ref: "P" }, { Parameters: { P: { Type: "String" } }, Mappings: { P: map("1") } }), {
        P: "1",
      }),
      deployed(named({ Ref: "P" }, { Parameters: { P: { Type: "String" } }, Mappings: { P: map("1") } }), {
        P: "2",
      }),
      [follows],
    ],
  ])("%s", (_what, before, after, lines) => {
    expect(told(before, after).sort()).toEqual([...lines].sort());
  });
});

describe("a definition that differs is told", () => {
  test("when something uses it that changes for another reason", () => {
    const of = (DisplayName: string, more: object) =>
      deployed({
        Parameters: { P: { Type: "String", Default: "1", ...more } },
        Resources: { Topic: topic({ DisplayName, TopicName: { Ref: "P" } }) },
      });

    expect(told(of("a", {}), of("b", { AllowedPattern: ".*" }))).toEqual([
      "Parameters.P (parameter): its definition changes",
      follows,
    ]);
  });

  test("when it is no declaration", () => {
    const of = (P: string) => deployed(named("a", { Parameters: { P } }));

    expect(told(of("a"), of("b"))).toEqual(["Parameters.P (parameter): its definition changes"]);
  });

  test("when one of the two that it moves stays, because another definition moves it back", () => {
    const of = (P: string, a: string, b: string) =>
      deployed({
        Parameters: { P: { Type: "String", Default: P } },
        Mappings: { M: { a: { x: a }, b: { x: b } } },
        Resources: {
          Topic: topic({ DisplayName: { Ref: "P" } }),
          Other: topic({ DisplayName: { "Fn::FindInMap": ["M", { Ref: "P" }, "x"] } }),
        },
      });

    expect(told(of("a", "1", "2"), of("b", "2", "1"))).toEqual([
      "Mappings.M (mapping): its definition changes",
      "Parameters.P (parameter): its definition changes",
      follows,
    ]);
  });

  test.each<[string, number, readonly string[]]>([
    ["not when twenty differ", 20, []],
    [
      "when more differ than are looked at one by one",
      21,
      ["Mappings.M10 (mapping): its definition changes"],
    ],
  ])("%s and something uses each", (_when, count, lines) => {
    const names = Array.from({ length: count }, (_, index) => `M${index}`);
    const of = (value: string) =>
      deployed(
        named(
          { "Fn::Join": ["", names.map(inMap)] },
          { Mappings: Object.fromEntries(names.map((name) => [name, map(value)])) },
        ),
      );

    expect(told(of("1"), of("2")).filter((line) => line.includes("M10"))).toStrictEqual(lines);
  });

  test("with the values that change, and none that stays or is a secret", () => {
    const of = (declaration: object) =>
      deployed(named("a", { Parameters: { P: { Type: "String", ...declaration } } }));
    const valuesOf = (before: object, after: object) =>
      predictEffects(of(before), of(after)).effects[0]?.values;

    expect(valuesOf({ Description: "a" }, { Description: "b" })).toEqual([
      { at: "parameter/Description", before: "a", after: "b" },
    ]);
    expect(
      valuesOf(
        { NoEcho: true, Default: "old1", Description: "a" },
        { NoEcho: true, Default: "new1", Description: "b" },
      ),
    ).toEqual([{ at: "parameter/Description", before: "a", after: "b" }]);
    expect(valuesOf({ NoEcho: true, Default: "old1" }, { NoEcho: true, Default: "new1" })).toStrictEqual([]);
  });
});

describe("what is written in another way is told as what it is:", () => {
  const off = { Conditions: { Off: { "Fn::Equals": ["a", "b"] } } };
  const withOff = (more: object) => ({ ...off, Resources: { Topic: topic({}), ...more } });

  test.each<[string, object, object, readonly string[]]>([
    [
      "a resource",
      named("a"),
      named({ "Fn::Sub": "a" }),
      ["Topic (AWS::SNS::Topic): it is written in another way, and its values stay"],
    ],
    [
      "an output",
      named("a", { Outputs: { Url: { Value: "a" } } }),
      named("a", { Outputs: { Url: { Value: { "Fn::Sub": "a" } } } }),
      ["Outputs.Url (output): it is written in another way, and its values stay"],
    ],
    [
      "a resource that is not deployed, and comes",
      withOff({}),
      withOff({ Other: topic({}, { Condition: "Off" }) }),
      ["Other (AWS::SNS::Topic): it is not deployed, and its definition changes"],
    ],
    [
      "a resource that is not deployed, and goes",
      withOff({ Other: topic({}, { Condition: "Off" }) }),
      withOff({}),
      ["Other (AWS::SNS::Topic): it is not deployed, and its definition changes"],
    ],
    [
      "not the version of the template, which has one value",
      named("a"),
      named("a", { AWSTemplateFormatVersion: "2010-09-09" }),
      [],
    ],
    ["not a number for a text", named("1"), named(1), []],
  ])("%s", (_what, before, after, lines) => {
    expect(told(deployed(before), deployed(after))).toStrictEqual(lines);
  });
});
