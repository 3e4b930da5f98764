import { readJson } from "../../lib/domain/read-json.ts";

test.each([
  ['{"quorum":2,"quorum":1}', "it has a key twice in one object"],
  ['{"gates":[{"a":1},{"a":1,"b":{"c":1,"\\u0063":2}}]}', "it has a key twice in one object"],
  [`${"[".repeat(201)}${"]".repeat(201)}`, "it is nested deeper than 200 levels"],
  [`["a","\\\\",${"[".repeat(200)}${"]".repeat(200)}]`, "it is nested deeper than 200 levels"],
  [`${'{"a":'.repeat(201)}1${"}".repeat(201)}`, "it is nested deeper than 200 levels"],
  [`${"[".repeat(100_000)}`, "it is nested deeper than 200 levels"],
])("refuses %.60s", (text, why) => {
  expect(() => readJson(text)).toThrow(why);
});

test.each(["", "{", "[1,]", "{'a':1}", "\ufeff{}"])("refuses what is no JSON: %j", (text) => {
  expect(() => readJson(text)).toThrow(SyntaxError);
});

test.each([
  ['{"a:b":"c: d, \\" {e: 1}","a":[{"a":1},{"a":1}]}'],
  ["7"],
  ["null"],
  [`${"[".repeat(200)}${"]".repeat(200)}`],
  [`[${"[],".repeat(300)}[]]`],
  [`[${"{},".repeat(300)}{}]`],
  [`["a${"[".repeat(201)}"]`],
  [`["\\"${"[".repeat(201)}"]`],
])("reads %.60s", (text) => {
  expect(readJson(text)).toEqual(JSON.parse(text));
});
