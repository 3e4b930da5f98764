import { readFileSync } from "node:fs";
import { statesDocument, statesPath } from "./states.ts";

test("docs/states.md shows the definitions as they are now: node test/docs/states.ts", () => {
  expect(readFileSync(statesPath, "utf8")).toBe(statesDocument());
});
