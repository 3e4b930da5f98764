import {
  type ActualEffect,
  beyondEnvelope,
  type Effect,
  effectsInWords,
} from "../../../lib/domain/change/effects.ts";

describe("a change set", () => {
  const approved: Effect[] = [
    { effect: "remove", logicalId: "Old", type: "T", because: [] },
    { effect: "replace", logicalId: "Name", type: "T", because: [] },
    { effect: "modify", logicalId: "Kept", type: "T", because: [] },
    { effect: "add", logicalId: "New", type: "T", because: [] },
  ];
  const row = (
    logicalId: string,
    action: ActualEffect["action"],
    replacement: ActualEffect["replacement"] = null,
  ) => ({
    logicalId,
    type: "T",
    action,
    replacement,
  });

  test("that does what was approved, or less, lies within", () => {
    expect(
      beyondEnvelope(approved, [
        row("Old", "Remove"),
        row("Name", "Modify", "Conditional"),
        row("Kept", "Modify", "False"),
        row("New", "Add"),
        row("Reader", "Modify", "False"),
      ]),
    ).toEqual([]);
  });

  test.each([
    ["removes what was to stay", row("Kept", "Remove"), "Kept (T) would be removed"],
    ["replaces what was to be modified", row("Kept", "Modify", "True"), "Kept (T) would be replaced"],
    ["may replace it", row("Kept", "Modify", "Conditional"), "would be replaced, under a condition"],
    ["replaces what nobody named", row("Else", "Modify", "True"), "Else (T) would be replaced"],
    ["adds what nobody named", row("Else", "Add"), "Else (T) would be added"],
    ["imports", row("New", "Import"), "would be imported"],
    ["cannot tell", row("Kept", "Dynamic"), "cannot be told beforehand"],
    ["keeps what was to go", row("Old", "Modify", "False"), "Old (T) would be kept"],
  ])("that %s lies beyond", (_, actual, said) => {
    expect(beyondEnvelope(approved, [actual])).toEqual([expect.stringContaining(said)]);
  });

  test("is told in words, gravest first", () => {
    expect(effectsInWords(approved)).toBe("1 removed, 1 replaced, 1 modified, 1 added");
    expect(effectsInWords([])).toBe("nothing changes");
  });
});
