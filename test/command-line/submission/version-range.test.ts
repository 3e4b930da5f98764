import { isInRange } from "../../../lib/command-line/submission/version-range.ts";

// The answers are those of node-semver's `satisfies`.
test.each([
  ["10.8.1", "10.8.1", true],
  ["10.8.1", "=10.8.1", true],
  ["10.8.1", "10.8.0", false],
  ["10.8.1", "^10.0.0", true],
  ["10.8.1", "^10.8.2", false],
  ["11.0.0", "^10.0.0", false],
  ["9.9.9", "^10.0.0", false],
  ["0.28.2", "^0.28.0", true],
  ["0.29.0", "^0.28.0", false],
  ["0.0.3", "^0.0.3", true],
  ["0.0.4", "^0.0.3", false],
  ["0.0.1", "^0.0.0", false],
  ["2.276.4", "~2.276.1", true],
  ["2.277.0", "~2.276.1", false],
  ["2.276.0", "~2.276.1", false],
  ["30.5.2", "^30", true],
  ["31.0.0", "^30", false],
  ["0.9.0", "^0", true],
  ["0.1.0", "^0.0", false],
  ["5.9.3", "~5.9", true],
  ["5.10.0", "~5.9", false],
  ["5.10.0", "~5", true],
  ["6.0.0", "~5", false],
  ["30.5.2", "30", true],
  ["30.5.2", "30.4", false],
])("whether %s is in the range %s: %s", (version, range, isIn) => {
  expect(isInRange(version, range)).toBe(isIn);
});

test.each(["*", "", "latest", ">=2.0.0", "2.x", "1.0.0 || 2.276.0", "npm:other@2.276.0", "2.276.0-rc.1"])(
  "nothing is known to be in the range %j, which nobody here reads",
  (range) => {
    expect(isInRange("2.276.0", range)).toBe(false);
  },
);

test("a version with a pre-release is in no range", () => {
  expect(isInRange("3.0.0-beta.1", "^3.0.0")).toBe(false);
});
