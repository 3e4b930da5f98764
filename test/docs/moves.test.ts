import { readFileSync } from "node:fs";
import { movesDocument, movesPath } from "./moves.ts";

test("docs/moves.md says what the functions that decide say now: npm run docs:moves", () => {
  expect(readFileSync(movesPath, "utf8")).toBe(movesDocument());
});
