import { readFileSync } from "node:fs";
import { parseSettings } from "../../lib/settings/parse-settings.ts";

const file = new URL("../../lib/control-plane/default-settings.json", import.meta.url);
const text = readFileSync(file, "utf8");
const settings = JSON.parse(text);
const saidOf = (wrong: string): string => {
  try {
    parseSettings("settings.json", wrong);
  } catch (error) {
    return String(error);
  }
  return "nothing";
};
const saidOfChanged = (more: object): string => saidOf(JSON.stringify({ ...settings, ...more }));

test("the default settings parse", () => {
  expect(saidOf(text)).toBe("nothing");
});

test.each([
  ["", "are not JSON"],
  ["[]", "do not parse: the file: Invalid input: expected object, received array (seen: [])"],
  [text.replace("{", '{"application":"other",'), "are not JSON (Error: it has a key twice in one object)"],
  ["[".repeat(100_000), "are not JSON (Error: it is nested deeper than 200 levels)"],
])("says of a file that holds no settings what was seen (%#)", (wrong, said) => {
  expect(saidOf(wrong)).toContain(said);
});

test("says everything that is wrong at once, with the values seen", () => {
  const said = saidOfChanged({ application: "My App", retentionDays: 1e9, zone: "a" });

  expect(said).toContain('(seen: "My App")');
  expect(said).toContain("retentionDays: Too big: expected number to be <=36500 (seen: 1000000000)");
  expect(said).toContain('the file: Unrecognized key: "zone"');
});

test("refuses two people with one id: each has one topic, and one voice in a quorum", () => {
  const [first] = settings.approvers;

  expect(
    saidOfChanged({ approvers: [...settings.approvers, { ...first, name: "Somebody Else" }] }),
  ).toContain("approvers: name each person's id once");
});
