import {
  type ActualEffect,
  beyondEnvelope,
  countEffects,
  type Effect,
  effectsInWords,
  gravestFirst,
} from "../../../lib/domain/change/effects.ts";

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
    ["when it adds what takes the place of something replaced", "replace", row("One", "Add")],
    ["when it removes what is replaced", "replace", row("One", "Remove")],
    ["when it replaces what was to be replaced", "replace", row("One", "Modify", "True")],
    ["when it modifies what was to be replaced", "replace", row("One", "Modify", "False")],
    ["when it does not say whether a modification replaces", "modify", row("One", "Modify")],
  ])("%s", (_what, approved, actual) => {
    expect(beyondEnvelope([effect(approved, "One")], [actual])).toEqual([]);
  });
});

describe("a change set lies beyond what was approved", () => {
  const beyond = (what: string) => [`One (T) would be ${what}, which nobody approved`];

  test.each<[string, Effect["effect"], ActualEffect, string]>([
    ["when it adds what was to go", "remove", row("One", "Add"), "added"],
    ["when it adds what was to be modified", "modify", row("One", "Add"), "added"],
    ["when it removes what was to be added", "add", row("One", "Remove"), "removed"],
    ["when it keeps what was to go", "remove", row("One", "Modify"), "kept"],
    ["when it replaces what was to be modified", "modify", row("One", "Modify", "True"), "replaced"],
    [
      "when it may replace what was to be modified",
      "modify",
      row("One", "Modify", "Conditional"),
      "replaced, under a condition",
    ],
    ["when it imports what was to be added", "add", row("One", "Import"), "imported"],
    [
      "when CloudFormation cannot tell",
      "replace",
      row("One", "Dynamic"),
      "changed in a way that cannot be told beforehand",
    ],
  ])("%s", (_what, approved, actual, said) => {
    expect(beyondEnvelope([effect(approved, "One")], [actual])).toEqual(beyond(said));
  });

  test("when CloudFormation says something that nobody knows yet", () => {
    const synced = { ...row("One", "Modify"), action: "Sync" as ActualEffect["action"] };

    expect(beyondEnvelope([effect("modify", "One")], [synced])).toEqual(beyond('changed by "Sync"'));
  });
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

  test("are told without those that do not happen", () => {
    expect(effectsInWords(effects)).toBe("1 removed, 3 modified, 1 added");
  });
});
