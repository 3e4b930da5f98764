// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation fills these placeholders.
import type { Value } from "../../../../lib/domain/change/template/values.ts";
import { alternatives, textsIn, written } from "../../../../lib/domain/change/template/written.ts";

const joined = (delimiter: Value, parts: Value): Value => ({ "Fn::Join": [delimiter, parts] });

describe("the text that a value amounts to", () => {
  test.each<[string, Value, string | null]>([
    ["is its own", "a", "a"],
    ["is that of a number", 1, "1"],
    ["is none of a list", ["a"], null],
    ["is none of an object", { a: "b" }, null],
    ["is none of nothing", null, null],
    ["names what it refers to", { Ref: "A" }, "${A}"],
    ["is unknown where a reference is none", { Ref: ["A"] }, "${?}"],
    ["names an attribute in a list", { "Fn::GetAtt": ["A", "Endpoint.Port"] }, "${A.Endpoint.Port}"],
    ["names an attribute in a text", { "Fn::GetAtt": "A.Arn" }, "${A.Arn}"],
    ["is unknown where one part of an attribute is no text", { "Fn::GetAtt": ["A", { Ref: "B" }] }, "${?}"],
    ["is unknown where an attribute is no text", { "Fn::GetAtt": { Ref: "B" } }, "${?}"],
    ["keeps the names in a text", { "Fn::Sub": "a-${B}-${C.Arn}" }, "a-${B}-${C.Arn}"],
    ["keeps what a text only writes", { "Fn::Sub": ["${!B}", { "!B": "c" }] }, "${!B}"],
    ["fills in a text's own names", { "Fn::Sub": ["a-${ B }-${C}", { B: "b" }] }, "a-b-${C}"],
    [
      "fills them in with what they are put together of",
      { "Fn::Sub": ["${B}", { B: joined("-", ["c", { Ref: "D" }]) }] },
      "c-${D}",
    ],
    ["says that a name's value is unknown", { "Fn::Sub": ["${B}", { B: ["c"] }] }, "${?}"],
    ["says that a name's value is nothing", { "Fn::Sub": ["${B}", { B: null }] }, "${?}"],
    ["is unknown where there is no text to fill", { "Fn::Sub": { Ref: "A" } }, "${?}"],
    ["is unknown where there is nothing to fill", { "Fn::Sub": [] }, "${?}"],
    ["joins parts", joined("-", ["a", { Ref: "B" }, 1]), "a-${B}-1"],
    [
      "joins parts of which one is unknown",
      joined("", ["a", { "Fn::ImportValue": "b" }, ["c"]]),
      "a${?}${?}",
    ],
    ["is unknown where the delimiter is no text", joined({ Ref: "A" }, ["a"]), "${?}"],
    ["is unknown where there are no parts to join", joined("", { Ref: "A" }), "${?}"],
    ["is unknown where there is nothing to join", { "Fn::Join": "a" }, "${?}"],
    ["is that of what is encoded", { "Fn::Base64": joined("", ["a", "b"]) }, "ab"],
    ["is unknown of any other function", { "Fn::ImportValue": "a" }, "${?}"],
  ])("%s", (_what, value, text) => {
    expect(written(value)).toBe(text);
  });
});

const either = (...branches: readonly Value[]): Value => ({ "Fn::If": ["C", ...branches] });

describe("what CloudFormation may choose from", () => {
  test.each<[string, Value, readonly Value[]]>([
    ["is a value itself", "a", ["a"]],
    ["is another function itself", { Ref: "A" }, [{ Ref: "A" }]],
    ["is each branch", either("a", "b"), ["a", "b"]],
    ["is each branch of a branch", either("a", either("b", "c")), ["a", "b", "c"]],
    ["is each item of a list, and each branch of one", ["a", either("b", ["c"])], ["a", "b", "c"]],
    ["is a choice itself that has no branches", { "Fn::If": "C" }, [{ "Fn::If": "C" }]],
  ])("%s", (_what, value, all) => {
    expect(alternatives(value)).toEqual(all);
  });
});

test("the texts in a value are all that can be told, wherever they stand", () => {
  const value: Value = {
    a: "1",
    b: [{ c: joined("", ["2", { Ref: "D" }]) }, { "Fn::ImportValue": "3" }, null],
    e: either("4", { f: "5" }),
  };

  expect([...textsIn(value)]).toEqual(["1", "2${D}", "3", "C", "4", "5"]);
  expect([...textsIn({ "Fn::ImportValue": { Ref: "A" } })]).toEqual(["${A}"]);
});
