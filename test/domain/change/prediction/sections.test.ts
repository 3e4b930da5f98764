import {
  changedExports,
  exportsIn,
  membersOf,
  sectionEffects,
} from "../../../../lib/domain/change/prediction/sections.ts";
import type { Unpredictable } from "../../../../lib/domain/change/template/evaluate-template.ts";
import type { Objects } from "../../../../lib/domain/change/template/values.ts";

const evaluated = (template: Objects, unpredictable: readonly Unpredictable[] = []) => ({
  template,
  unpredictable,
});
const told = (before: Objects, after: Objects, unpredictable: readonly Unpredictable[] = []) =>
  sectionEffects(evaluated(before), evaluated(after, unpredictable)).map(
    ({ effect, logicalId, type, because, gravity }) =>
      `${effect} ${logicalId} (${type}, ${gravity}): ${because.join()}`,
  );
const Resources = { Topic: { Type: "AWS::SNS::Topic" } };
const standing = { Resources };

describe("told of the sections of a template is", () => {
  test.each<[string, Objects, Objects, readonly string[]]>([
    [
      "an output that is added",
      standing,
      { Resources, Outputs: { Url: { Value: "a" } } },
      ["modify Outputs.Url (output, changed): it is added"],
    ],
    [
      "an output that is removed",
      { Resources, Outputs: { Url: { Value: "a" } } },
      standing,
      ["modify Outputs.Url (output, changed): it is removed"],
    ],
    [
      "an output that changes, and none that stays",
      { Resources, Outputs: { Url: { Value: "a" }, Other: { Value: "a" } } },
      { Resources, Outputs: { Url: { Value: "b" }, Other: { Value: "a" } } },
      ["modify Outputs.Url (output, changed): its value changes"],
    ],
    [
      "an output of a new stack",
      {},
      { Resources, Outputs: { Url: { Value: "a" } } },
      ["add Outputs.Url (output, changed): it is added"],
    ],
    [
      "each member of a section, and the sections by name",
      standing,
      { Resources, Rules: { R: { a: 1 } }, Metadata: { M: 1, N: 1 }, Hooks: { H: { Type: "x" } } },
      [
        "modify Hooks.H (hook, changed): it is added",
        "modify Metadata.M (metadata, changed): it is added",
        "modify Metadata.N (metadata, changed): it is added",
        "modify Rules.R (rule, changed): it is added",
      ],
    ],
    [
      "a section without members as a whole",
      { Resources, Description: "a" },
      { Resources, Description: "b" },
      ["modify Description (description, changed): its value changes"],
    ],
    [
      "a section without members as a whole, although it is an object",
      { Resources, Transform: { Name: "A" } },
      { Resources, Transform: { Name: "B" } },
      ["modify Transform (transform, changed): its value changes"],
    ],
    [
      "a section that has no members where it should, before",
      { Resources, Outputs: "a" },
      { Resources, Outputs: { Url: { Value: "a" } } },
      ["modify Outputs (outputs, changed): its value changes"],
    ],
    [
      "a section that has no members where it should, after",
      { Resources, Outputs: { Url: { Value: "a" } } },
      { Resources, Outputs: "a" },
      ["modify Outputs (outputs, changed): its value changes"],
    ],
    [
      "a section that is called as a method is",
      standing,
      { Resources, constructor: "a" },
      ["modify constructor (constructor, changed): it is added"],
    ],
    [
      "nothing of its resources and its version",
      standing,
      { Resources: {}, AWSTemplateFormatVersion: "a" },
      [],
    ],
    ["nothing idle of a new stack", {}, { Resources, Description: "a", Metadata: { M: 1 } }, []],
  ])("%s", (_what, before, after, lines) => {
    expect(told(before, after)).toStrictEqual(lines);
  });

  test("what changes, by its value", () => {
    const [effect] = sectionEffects(
      evaluated({ Resources, Outputs: { Url: { Value: "a", Description: "c" } } }),
      evaluated({ Resources, Outputs: { Url: { Value: "b", Description: "c" } } }),
    );

    expect(effect?.values).toEqual([{ at: "output/Value", before: "a", after: "b" }]);
  });

  test("what nobody can predict, except of a resource, whose effect says it", () => {
    const why = "the transform M rewrites it";

    expect(
      told(standing, standing, [
        { place: "Topic", why },
        { place: "Transform", why },
      ]),
    ).toStrictEqual([
      "replace Transform (unpredictable, changed): it cannot be predicted: the transform M rewrites it",
    ]);
  });
});

test("the members of the resources are called by their logical ids alone", () => {
  expect(membersOf("Resources", { A: 1, B: 1 }, { B: 2, C: 3 })).toEqual([
    { place: "A", kind: "resource", before: 1, after: undefined },
    { place: "B", kind: "resource", before: 1, after: 2 },
    { place: "C", kind: "resource", before: undefined, after: 3 },
  ]);
});

describe("an export", () => {
  const exporting = (
    Value: Objects | string | null,
    Name: Objects | string | null = "shop-url",
  ): Objects => ({
    Outputs: {
      Url: { ...(Value === null ? {} : { Value }), ...(Name === null ? {} : { Export: { Name } }) },
    },
  });
  const changing = { resources: new Set(["Topic"]), exports: new Set(['"net"']) };
  const changed = (before: Objects, after: Objects) => changedExports(before, after, changing);

  test.each<[string, Objects, Objects]>([
    ["is new", {}, exporting("a")],
    ["has another value", exporting("a"), exporting("b")],
    ["has another name", exporting("a", "old"), exporting("a")],
    ["refers to a resource that changes", exporting({ Ref: "Topic" }), exporting({ Ref: "Topic" })],
    [
      "refers to a resource that changes, and to one that stays",
      exporting({ "Fn::Join": ["", [{ Ref: "Queue" }, { Ref: "Topic" }]] }),
      exporting({ "Fn::Join": ["", [{ Ref: "Queue" }, { Ref: "Topic" }]] }),
    ],
    [
      "passes on an import that changes",
      exporting({ "Fn::ImportValue": "net" }),
      exporting({ "Fn::ImportValue": "net" }),
    ],
    ["is read at deployment", exporting("{{resolve:ssm:/a}}"), exporting("{{resolve:ssm:/a}}")],
  ])("changes when it %s", (_when, before, after) => {
    expect(changed(before, after)).toEqual(['"shop-url"']);
  });

  test.each<[string, Objects]>([
    ["says the same", exporting("a")],
    ["refers to what stays", exporting({ Ref: "Queue" })],
    ["passes on an import that stays", exporting({ "Fn::ImportValue": "other" })],
    ["is read in one version", exporting("{{resolve:ssm:/a:1}}")],
    ["has no value", exporting(null)],
  ])("stays when it %s", (_when, template) => {
    expect(changed(template, template)).toStrictEqual([]);
  });

  test("has a name, which may be put together, and a value", () => {
    expect([...exportsIn(exporting("a", { "Fn::Sub": "x" }))]).toEqual([['{"Fn::Sub":"x"}', "a"]]);
    expect([...exportsIn(exporting(null))]).toEqual([['"shop-url"', null]]);
    expect([...exportsIn(exporting("a", null))]).toStrictEqual([]);
    expect([...exportsIn({})]).toStrictEqual([]);
  });
});
