import { isAnnounced } from "../../../lib/domain/change/exposure.ts";

const announced = new Map<string, readonly string[] | null>([
  ["Group ingress", ["tcp 443", "tcp 80"]],
  ["Api open", null],
]);

test.each<[string, string, readonly string[] | undefined, boolean]>([
  ["all of it", "Group ingress", ["tcp 80", "tcp 443"], true],
  ["less than was", "Group ingress", ["tcp 80"], true],
  ["nothing of it", "Group ingress", [], true],
  ["more than was", "Group ingress", ["tcp 80", "tcp 22"], false],
  ["what is not told", "Group ingress", undefined, false],
  ["open where open is open", "Api open", undefined, true],
  ["whatever it is, where open is open", "Api open", ["everything"], true],
  ["another question", "Api signed", [], false],
])("whether what was read is announced: %s", (_what, question, extent, is) => {
  expect(isAnnounced(announced, question, extent)).toBe(is);
});
