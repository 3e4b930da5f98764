import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { suites } from "./suites.ts";

const checkout = fileURLToPath(new URL("../..", import.meta.url));
const wing = join(checkout, "test", "assurance");
const own = suites.filter(({ jest }) => jest === undefined).map(({ name }) => name);

test("every folder with a main.ts is a suite, and every suite without jest files has one", () => {
  const folders = readdirSync(wing).filter((name) => existsSync(join(wing, name, "main.ts")));
  expect(own.toSorted()).toEqual(folders.toSorted());
});

test("every story of the wing is a suite", () => {
  const stories = readdirSync(wing, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".story.ts"))
    .map((name) => `test/assurance/${name}`);
  expect(
    suites.flatMap(({ jest }) => (jest?.project === "assurance" ? (jest.files ?? []) : [])).toSorted(),
  ).toEqual(stories.toSorted());
});

test("every test file that a suite names exists", () => {
  const missing = suites
    .flatMap(({ jest }) => jest?.files ?? [])
    .filter((file) => !existsSync(join(checkout, file)));
  expect(missing).toEqual([]);
});

test("every suite has a name of its own", () => {
  expect(new Set(suites.map(({ name }) => name)).size).toBe(suites.length);
});

test("the dispatcher lists every suite, and refuses an unknown one", () => {
  const assure = (name: string) =>
    spawnSync(process.execPath, [join(wing, "assure.ts"), name], { encoding: "utf8" });
  const { status, stdout } = assure("--list");
  expect([status, stdout.trimEnd().split("\n").length]).toEqual([0, suites.length]);
  expect(assure("nothing")).toMatchObject({ status: 2, stderr: expect.stringContaining("no suite nothing") });
});
