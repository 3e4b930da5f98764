import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cyclesIn, importsBelow, importsIn, upwardIn } from "./imports.ts";
import { mostLines } from "./most-lines.ts";
import { domainOrder, houseOrder } from "./rooms.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const imports = importsBelow(root, ["bin", "lib", "functions", "test"]);
const cycles = cyclesIn(imports).map((cycle) => cycle.join(" -> "));
const isInTest = (cycle: string): boolean => cycle.startsWith("test/");

describe("the house", () => {
  test("has no import cycle in the product, type-only imports included", () => {
    expect(cycles.filter((cycle) => !isInTest(cycle))).toEqual([]);
  });

  test("has no import cycle in the tests, type-only imports included", () => {
    expect(cycles.filter(isInTest)).toEqual([]);
  });

  test("has no import from a room to a higher one", () => {
    expect(upwardIn(imports, houseOrder, "")).toEqual([]);
  });

  test("has no import in the domain from a room to a higher one", () => {
    expect(upwardIn(imports, domainOrder, "lib/domain/")).toEqual([]);
  });

  test("has no file beside a folder of its name: a folder's main file is in it", () => {
    const folders = new Set([...imports.keys()].map((file) => dirname(file)));
    expect([...imports.keys()].filter((file) => folders.has(file.replace(/\.ts$/, "")))).toEqual([]);
  });

  test(`has no TypeScript file of more than ${mostLines} lines`, () => {
    const long = [...imports.keys()].filter(
      (file) => readFileSync(join(root, file), "utf8").split("\n").length - 1 > mostLines,
    );
    expect(long).toEqual([]);
  });
});

describe("the reader of imports", () => {
  test("sees values, types, re-exports and dynamic imports, over several lines", () => {
    const source = `import a from "./a.ts";
import type { B } from "../b.ts";
import {
  c,
} from "./deep/c.ts";
export { d } from "./d.ts";
const e = await import("./e.ts");
import f from "f";
import "./g.ts";`;
    expect(importsIn("lib/x/file.ts", source)).toEqual([
      "lib/x/a.ts",
      "lib/b.ts",
      "lib/x/deep/c.ts",
      "lib/x/d.ts",
      "lib/x/e.ts",
      "lib/x/g.ts",
    ]);
  });

  test("names a cycle once, by its shortest way", () => {
    const found = cyclesIn(
      new Map([
        ["a", ["b", "e"]],
        ["b", ["c", "a"]],
        ["c", ["a"]],
        ["e", []],
      ]),
    );
    expect(found).toEqual([
      ["a", "b", "a"],
      ["c", "a", "b", "c"],
    ]);
  });

  test("names an arrow to a higher room, and a file without a room", () => {
    const found = upwardIn(
      new Map([
        ["lib/domain/records/entry.ts", ["lib/domain/run/verdict.ts", "lib/domain/errors.ts"]],
        ["lib/domain/run/verdict.ts", ["lib/domain/records/entry.ts"]],
        ["lib/domain/attic/box.ts", []],
      ]),
      domainOrder,
      "lib/domain/",
    );
    expect(found).toEqual([
      "lib/domain/records/entry.ts -> lib/domain/run/verdict.ts: lib/domain/records comes before lib/domain/run",
      "lib/domain/attic/box.ts belongs to no room: give its folder a place in the order",
    ]);
  });
});
