import { readFileSync } from "node:fs";
import { resourcesDocument, resourcesPath } from "./resources.ts";

test("docs/resources.md says what the rows of lib/resources say now: npm run docs:resources", () => {
  expect(readFileSync(resourcesPath, "utf8")).toBe(resourcesDocument());
});
