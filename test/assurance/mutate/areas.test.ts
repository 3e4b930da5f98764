import { readdirSync } from "node:fs";
import { matchesGlob } from "node:path";
import { fileURLToPath } from "node:url";
import { areas, notMutated, quick } from "./areas.ts";

const checkout = fileURLToPath(new URL("../../..", import.meta.url));

/** The TypeScript files below a folder of the checkout. */
const filesBelow = (folder: string): readonly string[] =>
  readdirSync(`${checkout}/${folder}`, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => `${folder}/${file}`);

/** The areas that mutate a file, as Stryker reads their patterns: a later one wins. */
const areasOf = (file: string): readonly string[] =>
  Object.entries(areas).flatMap(([name, { mutate }]) => {
    const decides = mutate.findLast((pattern) => matchesGlob(file, pattern.replace(/^!/, "")));
    return decides === undefined || decides.startsWith("!") ? [] : [name];
  });

test.each(["lib/domain", "lib/resources"])("every file of %s belongs to one area", (folder) => {
  const files = filesBelow(folder);
  expect(files).not.toEqual([]);
  expect(files.filter((file) => areasOf(file).length !== 1)).toEqual([]);
});

test("every use case belongs to one area, except handlers and those that say why not", () => {
  const files = filesBelow("functions");
  const isMutated = (file: string) =>
    !file.endsWith("/handler.ts") && !((file.split("/")[1] ?? "") in notMutated);
  expect(files.filter((file) => areasOf(file).length !== (isMutated(file) ? 1 : 0))).toEqual([]);
  expect(Object.keys(notMutated).filter((name) => !files.includes(`functions/${name}/${name}.ts`))).toEqual(
    [],
  );
});

test("every pattern of an area's tests matches one, and has no comma: it stands between two", () => {
  const files = filesBelow("test");
  const patterns = Object.values(areas).flatMap(({ tests = quick }) => tests);
  const idle = patterns.filter((pattern) => !files.some((file) => matchesGlob(file, `test/${pattern}`)));
  expect([...idle, ...patterns.filter((pattern) => pattern.includes(","))]).toStrictEqual([]);
});

test("every pattern of an area matches a file", () => {
  const files = ["lib/domain", "lib/resources", "functions"].flatMap(filesBelow);
  const idle = Object.values(areas)
    .flatMap(({ mutate }) => mutate)
    .filter((pattern) => !files.some((file) => matchesGlob(file, pattern.replace(/^!/, ""))));
  expect(idle).toEqual([]);
});
