import {
  callIn,
  isAsText,
  isKnown,
  isSame,
  memberOf,
  objectIn,
  templateIn,
  textOf,
  type Value,
} from "../../../../lib/domain/change/template/values.ts";

describe("two values are the same", () => {
  test.each<[string, Value, Value, boolean]>([
    ["whatever the order of their keys", { a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 }, true],
    ["if their lists have the same items", [1, ["a"]], [1, ["a"]], true],
    ["not if a list is longer", [1], [1, 2], false],
    ["not if a list is shorter", [1, 2], [1], false],
    ["not if a list is in another order", [1, 2], [2, 1], false],
    ["not if one is a list", [], {}, false],
    ["not if one is a list and the other an empty text", [], "", false],
    ["not if one is a list and the other nothing", [], null, false],
    ["not if the other is a list", {}, [], false],
    ["not if a key is missing", { a: 1, b: 2 }, { a: 1 }, false],
    ["not if a key is too many", { a: 1 }, { a: 1, b: 2 }, false],
    ["not if a key is called otherwise", { a: null }, { b: null }, false],
    ["not if a key is called as a method is", { toString: null }, { b: 1 }, false],
    ["not if a value differs", { a: 1, b: 2 }, { a: 1, b: 3 }, false],
    ["not if one is a text", 1, "1", false],
    ["not if one is nothing", null, {}, false],
    ["if both are nothing", null, null, true],
  ])("%s", (_when, one, other, same) => {
    expect([isSame(one, other), isSame(other, one)]).toEqual([same, same]);
  });

  test("unless only one of them is there", () => {
    expect([isSame(undefined, undefined), isSame(undefined, null), isSame({}, undefined)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

test.each<[string, Value | undefined, Value | undefined, boolean]>([
  ["a number is its text", 16.1, "16.1", true],
  ["a boolean is its text", { a: [true, { b: false }] }, { a: ["true", { b: "false" }] }, true],
  ["another number is another text", "16.1", "16.10", false],
  ["another item is another list", ["a"], ["b"], false],
  ["another member is another object", { a: "b" }, { a: "c" }, false],
  ["nothing is no text", null, "null", false],
  ["an object is no list", { 0: "a" }, ["a"], false],
  ["what is absent is no text", undefined, "undefined", false],
  ["what is absent is not nothing", undefined, null, false],
  ["what is absent is as absent as anything else", undefined, undefined, true],
])("deployed as a text, %s", (_what, one, other, same) => {
  expect([isAsText(one, other), isAsText(other, one)]).toEqual([same, same]);
});

test.each<[Value, string | null]>([
  ["a", "a"],
  ["", ""],
  [1.5, "1.5"],
  [false, "false"],
  [null, null],
  [["a"], null],
  [{ a: 1 }, null],
])("the text of %j is %j", (value, text) => {
  expect(textOf(value)).toBe(text);
});

test.each<[string, Value, ReturnType<typeof callIn>]>([
  ["a reference", { Ref: "A" }, { name: "Ref", argument: "A" }],
  ["a condition", { Condition: "A" }, { name: "Condition", argument: "A" }],
  ["a function", { "Fn::Join": ["", []] }, { name: "Fn::Join", argument: ["", []] }],
  ["no object of another key", { Other: 1 }, null],
  ["no key that only contains a function's name", { "My::Fn::Join": 1 }, null],
  ["no object of two keys", { Ref: "A", Other: 1 }, null],
  ["no object without a key", {}, null],
  ["no list", ["Ref"], null],
  ["no text", "Ref", null],
])("a value calls %s", (_what, value, call) => {
  expect(callIn(value)).toEqual(call);
});

test.each<[string, Value, boolean]>([
  ["a scalar", 1, true],
  ["nothing", null, true],
  ["a list of scalars", [1, ["a"]], true],
  ["an object of scalars", { a: { b: 1 } }, true],
  ["not a function", { Ref: "A" }, false],
  ["not a list in which one item is a function", ["a", { Ref: "A" }], false],
  ["not an object in which one member is a function", { a: 1, b: { c: { Ref: "A" } } }, false],
])("nothing is left to evaluate in a value: %s", (_what, value, known) => {
  expect(isKnown(value)).toBe(known);
});

test.each<[string, object | null]>([
  ['{"a":1}', { a: 1 }],
  ["[1]", null],
  ["null", null],
  ['"a"', null],
  ["a: 1", null],
  ["", null],
])("the template in %j is %j", (text, template) => {
  expect(templateIn(text)).toEqual(template);
});

test("a member is found by its own name alone", () => {
  expect(memberOf({ a: 1 }, "a")).toBe(1);
  expect(memberOf({ a: 1 }, "constructor")).toBeUndefined();
  expect(memberOf({ 1: "a" }, 1)).toBeUndefined();
});

test.each<[Value | undefined]>([["a"], [null], [["a"]], [undefined]])(
  "the object in %j is empty",
  (value) => {
    expect(objectIn(value)).toEqual({});
  },
);
