import { asciiJson, asTold, isAscii } from "../../../lib/domain/change/ascii.ts";

test.each<[string, string, string]>([
  ["an umlaut", "Größe", "Gr\\u00f6\\u00dfe"],
  ["the first character behind ASCII", "\u0080", "\\u0080"],
  ["a character of two halves", "🤝", "\\ud83e\\udd1d"],
  ["the last character", "\uffff", "\\uffff"],
  ["ASCII as it is", 'a"~\u007f', 'a"~\u007f'],
])("JSON is written in ASCII: %s", (_what, text, ascii) => {
  expect(asciiJson(text)).toBe(ascii);
  expect(isAscii(ascii)).toBe(true);
});

test("CloudFormation tells a question mark for each character that is not ASCII", () => {
  expect(asTold("Größe ~🤝\u0080\uffff")).toBe("Gr??e ~????");
});

test.each<[string, boolean]>([
  ["", true],
  ["a\n~\u0000\u007f", true],
  ["a\u0080", false],
  ["\u0080a", false],
  ["ö", false],
])("whether CloudFormation tells %j back as it was sent: %s", (text, told) => {
  expect(isAscii(text)).toBe(told);
});
