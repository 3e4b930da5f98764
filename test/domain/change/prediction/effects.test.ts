import {
  type ActualEffect,
  beyondEnvelope,
  countEffects,
  type Effect,
  effectsInWords,
  gravestFirst,
  gravityOfEffect,
  isGrave,
} from "../../../../lib/domain/change/prediction/effects.ts";

const effect = (kind: Effect["effect"], logicalId: string): Effect => ({
  effect: kind,
  logicalId,
  type: "T",
  because: [],
});
const row = (
  logicalId: string,
  action: ActualEffect["action"],
  replacement: ActualEffect["replacement"] = null,
): ActualEffect => ({ logicalId, type: "T", action, replacement });

describe("a change set lies within what was approved", () => {
  test.each<[string, Effect["effect"], ActualEffect]>([
    ["when it adds what was to be added", "add", row("One", "Add")],
    ["when it adds what takes the place of something replaced", "replace", row("One", "Add")],
    ["when it removes what was to go", "remove", row("One", "Remove")],
    ["when it removes what is replaced", "replace", row("One", "Remove")],
    ["when it replaces what was to be replaced", "replace", row("One", "Modify", "True")],
    ["when it may replace what was to be replaced", "replace", row("One", "Modify", "Conditional")],
    ["when it modifies what was to be replaced", "replace", row("One", "Modify", "False")],
    ["when it modifies what was to be modified", "modify", row("One", "Modify", "False")],
    [
      "when AWS's specification rules out the replacement that CloudFormation cannot",
      "modify",
      { ...row("One", "Modify", "Conditional"), inPlace: true },
    ],
    ["when it does not say whether a modification replaces", "modify", row("One", "Modify")],
  ])("%s", (_what, approved, actual) => {
    expect(beyondEnvelope([effect(approved, "One")], [actual])).toEqual([]);
  });
});

describe("a change set lies beyond what was approved", () => {
  test.each<[string, Effect["effect"], ActualEffect, string]>([
    ["when it adds what was to go", "remove", row("One", "Add"), "added"],
    ["when it adds what was to be modified", "modify", row("One", "Add"), "added"],
    ["when it adds what nobody named", "modify", row("Else", "Add"), "added"],
    ["when it removes what was to be added", "add", row("One", "Remove"), "removed"],
    ["when it removes what was to stay", "modify", row("One", "Remove"), "removed"],
    ["when it keeps what was to go", "remove", row("One", "Modify", "False"), "kept"],
    ["when it keeps what was to go, and does not say how", "remove", row("One", "Modify"), "kept"],
    ["when it replaces what was to be modified", "modify", row("One", "Modify", "True"), "replaced"],
    ["when it replaces what nobody named", "modify", row("Else", "Modify", "True"), "replaced"],
    ["when it modifies in place what nobody named", "modify", row("Else", "Modify", "False"), "modified"],
    [
      "when it modifies what nobody named, and AWS's specification rules out a replacement",
      "modify",
      { ...row("Else", "Modify", "Conditional"), inPlace: true },
      "modified",
    ],
    [
      "when it may replace what was to be modified",
      "modify",
      row("One", "Modify", "Conditional"),
      "replaced, under a condition",
    ],
    ["when it imports what was to be added", "add", row("One", "Import"), "imported"],
    [
      "when CloudFormation cannot tell of what was to be modified",
      "modify",
      row("One", "Dynamic"),
      "changed in a way that cannot be told beforehand",
    ],
    [
      "when CloudFormation cannot tell of what was to be replaced",
      "replace",
      row("One", "Dynamic"),
      "changed in a way that cannot be told beforehand",
    ],
    [
      "when CloudFormation says something that nobody knows yet",
      "modify",
      { ...row("One", "Modify"), action: "Sync" as ActualEffect["action"] },
      'changed by "Sync"',
    ],
  ])("%s", (_what, approved, actual, said) => {
    expect(beyondEnvelope([effect(approved, "One")], [actual])).toEqual([
      `${actual.logicalId} (T) would be ${said}, which nobody approved`,
    ]);
  });
});

test("what a change set would do is compared with what was approved of that very resource", () => {
  const approved = [effect("remove", "Old"), effect("modify", "Kept"), effect("add", "New")];
  const actual = [row("New", "Add"), row("Kept", "Remove"), row("Old", "Remove")];

  expect(beyondEnvelope(approved, actual)).toEqual(["Kept (T) would be removed, which nobody approved"]);
});

describe("effects", () => {
  const effects = [
    effect("modify", "B"),
    effect("add", "A"),
    effect("modify", "A"),
    effect("remove", "Z"),
    effect("modify", "C"),
  ];

  test("are read gravest first, and by name where they are equally grave", () => {
    expect(gravestFirst(effects).map(({ effect: kind, logicalId }) => `${kind} ${logicalId}`)).toEqual([
      "remove Z",
      "modify A",
      "modify B",
      "modify C",
      "add A",
    ]);
  });

  test("are counted by kind, also those that do not happen", () => {
    expect(countEffects(effects)).toEqual({ add: 1, modify: 3, replace: 0, remove: 1 });
  });

  test("are told in words, gravest first", () => {
    expect(effectsInWords([...effects, effect("replace", "D")])).toBe(
      "1 removed, 1 replaced, 3 modified, 1 added",
    );
    expect(effectsInWords([])).toBe("nothing changes");
  });

  test("are told without those that do not happen", () => {
    expect(effectsInWords(effects)).toBe("1 removed, 3 modified, 1 added");
  });
});

describe("an effect of a dossier from before gravity was told", () => {
  test.each<[Effect["effect"], Effect["gravity"], boolean]>([
    ["remove", "data-lost", true],
    ["replace", "data-lost", true],
    ["modify", "changed", false],
    ["add", "changed", false],
  ])("that is %s counts as %s", (kind, gravity, grave) => {
    expect([gravityOfEffect(effect(kind, "A")), isGrave(effect(kind, "A"))]).toEqual([gravity, grave]);
  });
});

test.each<[NonNullable<Effect["gravity"]>, boolean]>([
  ["data-lost", true],
  ["widened", true],
  ["replaced", false],
  ["changed", false],
])("an effect by which something is %s is named wherever a change is shown: %s", (gravity, grave) => {
  const one: Effect = { ...effect("remove", "A"), gravity };

  expect([gravityOfEffect(one), isGrave(one)]).toEqual([gravity, grave]);
});
