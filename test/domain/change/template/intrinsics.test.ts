// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation fills these placeholders.
import { evaluate, truthOf } from "../../../../lib/domain/change/template/intrinsics.ts";
import type { Value } from "../../../../lib/domain/change/template/values.ts";

const ref = (Ref: string): Value => ({ Ref });
const untoldCondition: Value = { "Fn::Equals": [ref("AWS::StackId"), "x"] };
const scope = {
  values: new Map<string, Value>([
    ["P", "p"],
    ["Empty", ""],
    ["List", ["a", "b", "c"]],
    ["Read", "{{resolve:ssm:/a}}"],
  ]),
  mappings: {
    M: { a: { x: "1", y: ["2"] }, p: { x: "3" } },
  },
  conditions: {
    Yes: { "Fn::Equals": ["a", "a"] },
    No: { "Fn::Equals": ["a", "b"] },
    Untold: untoldCondition,
    Own: { Condition: "Own" },
    Named: { Condition: "Yes" },
  },
  asking: [],
};
const join = (delimiter: Value, list: Value): Value => ({ "Fn::Join": [delimiter, list] });
const either = (condition: Value, then: Value, otherwise: Value): Value => ({
  "Fn::If": [condition, then, otherwise],
});
const noValue = ref("AWS::NoValue");

describe("a value is evaluated:", () => {
  test.each<[string, Value, Value]>([
    ["a scalar is itself", 1, 1],
    ["a parameter is its value", ref("P"), "p"],
    ["a parameter may be an empty text", ref("Empty"), ""],
    ["a resource stays", ref("Topic"), ref("Topic")],
    ["what is no name stays", { Ref: ["P"] }, { Ref: ["P"] }],
    ["what is called as a method is stays", ref("constructor"), ref("constructor")],
    ["an unknown function stays, with what it is given", { "Fn::Base64": ref("P") }, { "Fn::Base64": "p" }],
    ["a function beside another key is none", { Ref: "P", a: ref("P") }, { Ref: "P", a: "p" }],
    ["a condition is a key like any other", { Condition: ref("P") }, { Condition: "p" }],
    ["what is nothing is left out of a list", ["a", noValue, ref("P")], ["a", "p"]],
    ["what is nothing is left out of an object", { a: noValue, b: ref("P") }, { b: "p" }],
    ["what a condition makes nothing is left out", { a: either("No", "x", noValue), b: 1 }, { b: 1 }],

    ["a condition that holds chooses the first", either("Yes", ref("P"), "b"), "p"],
    ["a condition that does not hold chooses the other", either("No", "a", ref("P")), "p"],
    [
      "a condition that nobody can tell stays, written out",
      either("Untold", ref("P"), "b"),
      either(untoldCondition, "p", "b"),
    ],
    ["what a condition chooses stays the same whatever it is", either("Untold", ref("P"), "p"), "p"],
    [
      "a condition that does not exist stays, by its name",
      either("Gone", "a", "b"),
      either({ Condition: "Gone" }, "a", "b"),
    ],
    ["a choice of two stays", { "Fn::If": ["Yes", "a"] }, { "Fn::If": ["Yes", "a"] }],
    ["a choice that is no list stays", { "Fn::If": "Yes" }, { "Fn::If": "Yes" }],

    ["a mapping says its value", { "Fn::FindInMap": ["M", "a", "x"] }, "1"],
    ["a mapping says a list", { "Fn::FindInMap": ["M", "a", "y"] }, ["2"]],
    ["a mapping is asked by a parameter", { "Fn::FindInMap": ["M", ref("P"), "x"] }, "3"],
    [
      "a mapping that is asked by what nobody can tell stays, written out",
      { "Fn::FindInMap": ["M", ref("AWS::Region"), ref("P")] },
      { "Fn::FindInMap": [scope.mappings.M, ref("AWS::Region"), "p"] },
    ],
    [
      "a mapping that is asked for a second key that nobody can tell stays, written out",
      { "Fn::FindInMap": ["M", "a", ref("AWS::Region")] },
      { "Fn::FindInMap": [scope.mappings.M, "a", ref("AWS::Region")] },
    ],
    [
      "a mapping that does not say it stays, with what stands in its place",
      { "Fn::FindInMap": ["M", "b", "x", { DefaultValue: ref("P") }] },
      { "Fn::FindInMap": [scope.mappings.M, "b", "x", { DefaultValue: "p" }] },
    ],
    [
      "a mapping that does not exist stays, by its name",
      { "Fn::FindInMap": ["N", "a", "x"] },
      { "Fn::FindInMap": ["N", "a", "x"] },
    ],
    [
      "a mapping whose name nobody can tell stays",
      { "Fn::FindInMap": [ref("Topic"), "a", "x"] },
      { "Fn::FindInMap": [ref("Topic"), "a", "x"] },
    ],
    [
      "a mapping that is asked for nothing stays",
      { "Fn::FindInMap": [] },
      { "Fn::FindInMap": [null, null, null] },
    ],
    [
      "a mapping that is asked by no list stays",
      { "Fn::FindInMap": ref("P") },
      { "Fn::FindInMap": ref("P") },
    ],

    ["a text is filled", { "Fn::Sub": "a-${P}-${ P }" }, "a-p-p"],
    [
      "a text is filled with its own names first",
      { "Fn::Sub": ["${P}-${Q}", { P: "own", Q: ref("P") }] },
      "own-p",
    ],
    [
      "a text keeps a name that nobody can tell",
      { "Fn::Sub": "${P}-${Topic.Arn}" },
      { "Fn::Sub": "p-${Topic.Arn}" },
    ],
    [
      "a text keeps a name that stands for no text",
      { "Fn::Sub": ["${P}-${Q}-${List}", { Q: ref("Topic") }] },
      { "Fn::Sub": ["p-${Q}-${List}", { Q: ref("Topic"), List: ["a", "b", "c"] }] },
    ],
    ["a text writes what it only writes", { "Fn::Sub": "${!Name}-${P}" }, "${Name}-p"],
    [
      "a text that is to be filled further keeps what it only writes",
      { "Fn::Sub": "${!P}-${Topic}" },
      { "Fn::Sub": "${!P}-${Topic}" },
    ],
    ["a text keeps empty names", { "Fn::Sub": "${}" }, "${}"],
    ["what is no text to fill stays, evaluated", { "Fn::Sub": [ref("P"), {}] }, { "Fn::Sub": ["p", {}] }],

    ["parts are joined", join("-", ["a", ref("P"), 1, true]), "a-p-1-true"],
    ["a list is joined", join("-", ref("List")), "a-b-c"],
    ["what is left out is not joined", join("-", ["a", noValue, "b"]), "a-b"],
    ["no part is joined to nothing", join("-", []), ""],
    [
      "a part that nobody can tell stays",
      join("-", [ref("P"), ref("Topic")]),
      join("-", ["p", ref("Topic")]),
    ],
    ["a delimiter that nobody can tell stays", join(ref("Topic"), [ref("P")]), join(ref("Topic"), ["p"])],
    ["what is no list of parts stays", join("-", ref("Topic")), join("-", ref("Topic"))],
    ["what is nothing to join stays", { "Fn::Join": ref("P") }, { "Fn::Join": "p" }],

    ["a text is split", { "Fn::Split": ["p", "apb"] }, ["a", "b"]],
    ["a text is split where a parameter says", { "Fn::Split": [ref("P"), "apb"] }, ["a", "b"]],
    [
      "a text that nobody can tell stays unsplit",
      { "Fn::Split": [",", ref("Topic")] },
      { "Fn::Split": [",", ref("Topic")] },
    ],
    [
      "a text stays unsplit where nobody can tell by what",
      { "Fn::Split": [ref("Topic"), "a"] },
      { "Fn::Split": [ref("Topic"), "a"] },
    ],
    ["what is nothing to split stays", { "Fn::Split": ref("P") }, { "Fn::Split": "p" }],

    ["an item is chosen", { "Fn::Select": [1, ref("List")] }, "b"],
    ["an item is chosen by a text", { "Fn::Select": ["2", ref("List")] }, "c"],
    ["an item is chosen among what nobody can tell", { "Fn::Select": [1, [ref("Topic"), ref("P")]] }, "p"],
    [
      "an item that is not there stays",
      { "Fn::Select": [3, ref("List")] },
      { "Fn::Select": [3, ["a", "b", "c"]] },
    ],
    [
      "an item among such as may be left out stays",
      { "Fn::Select": [1, [either("Untold", "a", noValue), "b"]] },
      { "Fn::Select": [1, [either(untoldCondition, "a", noValue), "b"]] },
    ],
    [
      "an item of what is no list stays",
      { "Fn::Select": [0, ref("Topic")] },
      { "Fn::Select": [0, ref("Topic")] },
    ],
    ["what is nothing to choose from stays", { "Fn::Select": ref("P") }, { "Fn::Select": "p" }],
  ])("%s", (_what, value, evaluated) => {
    expect(evaluate(value, scope)).toStrictEqual(evaluated);
  });
});

const equals = (one: Value, other: Value): Value => ({ "Fn::Equals": [one, other] });
const not = (inner: Value): Value => ({ "Fn::Not": [inner] });
const named = (Condition: string): Value => ({ Condition });

describe("a condition", () => {
  test.each<[string, Value]>([
    ["equal texts", equals(ref("P"), "p")],
    ["a number and its text", equals(1, "1")],
    ["equal lists", equals(ref("List"), ["a", "b", "c"])],
    ["the same that nobody can tell", equals(ref("Topic"), ref("Topic"))],
    ["what is read at deployment, with itself", equals(ref("Read"), "{{resolve:ssm:/a}}")],
    ["the opposite of what does not hold", not(named("No"))],
    ["all of what holds", { "Fn::And": [named("Yes"), equals("a", "a")] }],
    ["one of what holds", { "Fn::Or": [named("No"), named("Untold"), named("Yes")] }],
    ["a condition by way of another", named("Named")],
    ["what is true", true],
  ])("holds: %s", (_what, condition) => {
    expect(truthOf(condition, scope)).toBe(true);
  });

  test.each<[string, Value]>([
    ["other texts", equals(ref("P"), "q")],
    ["texts that are equal as numbers", equals("1.0", "1")],
    ["a list and a text", equals(ref("List"), "a")],
    ["a text and a list", equals("a", ref("List"))],
    ["other lists", equals(["a"], ["b"])],
    ["the opposite of what holds", not(named("Yes"))],
    ["what holds only in part", { "Fn::And": [named("Yes"), named("Untold"), named("No")] }],
    ["one of what does not hold", { "Fn::Or": [named("No"), equals("a", "b")] }],
    ["what is false", false],
  ])("does not hold: %s", (_what, condition) => {
    expect(truthOf(condition, scope)).toBe(false);
  });

  const inner: Value = { "Fn::FindInMap": ["M", "a", "x"] };

  test.each<[string, Value, Value]>([
    ["what only CloudFormation knows", equals(ref("AWS::StackId"), inner), equals(ref("AWS::StackId"), "1")],
    [
      "what only CloudFormation knows, on the other side",
      equals(inner, ref("AWS::StackId")),
      equals("1", ref("AWS::StackId")),
    ],
    ["what is read at deployment", equals(ref("Read"), "p"), equals("{{resolve:ssm:/a}}", "p")],
    [
      "what is read at deployment, on the other side",
      equals("p", ref("Read")),
      equals("p", "{{resolve:ssm:/a}}"),
    ],
    [
      "what is read at deployment, and a list",
      equals(ref("Read"), ["p"]),
      equals("{{resolve:ssm:/a}}", ["p"]),
    ],
    [
      "a list, and what is read at deployment",
      equals(["p"], ref("Read")),
      equals(["p"], "{{resolve:ssm:/a}}"),
    ],
    [
      "what only CloudFormation knows, inside a list",
      equals([ref("AWS::StackId")], ["p"]),
      equals([ref("AWS::StackId")], ["p"]),
    ],
    ["the opposite", not(named("Untold")), not(untoldCondition)],
    [
      "all, of which the rest is left",
      { "Fn::And": [named("Yes"), named("Untold")] },
      { "Fn::And": [untoldCondition] },
    ],
    [
      "one, of which the rest is left",
      { "Fn::Or": [named("No"), named("Untold")] },
      { "Fn::Or": [untoldCondition] },
    ],
    ["a condition that asks itself", named("Own"), named("Own")],
    ["a condition that does not exist", named("Gone"), named("Gone")],
    ["a condition that is called as a method is", named("constructor"), named("constructor")],
    ["a condition whose name is none", { Condition: ["Yes"] }, { Condition: ["Yes"] }],
    ["a text", "Yes", "Yes"],
    [
      "another function, with what it is given",
      { "Fn::Contains": [["a"], ref("P")] },
      { "Fn::Contains": [["a"], "p"] },
    ],
    ["the opposite of what is no list", { "Fn::Not": named("Yes") }, { "Fn::Not": named("Yes") }],
    [
      "the opposite of two",
      { "Fn::Not": [named("Yes"), named("Yes")] },
      { "Fn::Not": [named("Yes"), named("Yes")] },
    ],
    ["the opposite of nothing", { "Fn::Not": [null] }, { "Fn::Not": [null] }],
    ["whether one value is equal", { "Fn::Equals": ["a"] }, { "Fn::Equals": ["a"] }],
    ["whether what is no list is equal", { "Fn::Equals": "ab" }, { "Fn::Equals": "ab" }],
    ["all of nothing", { "Fn::And": [] }, { "Fn::And": [] }],
    ["one of what is no list", { "Fn::Or": named("Yes") }, { "Fn::Or": named("Yes") }],
  ])("cannot be told: %s", (_what, condition, untold) => {
    expect(truthOf(condition, scope)).toStrictEqual({ untold });
  });
});
