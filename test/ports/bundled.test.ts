import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const sourcesIn = (folder: string) =>
  readdirSync(`${root}${folder}`, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => ({ path: `${folder}/${name}`, text: readFileSync(`${root}${folder}/${name}`, "utf8") }));

/** What only the deployment may import, and what only functions and the command line may. */
const access = /(\/|-)access\.ts$|\/accesses\.ts$|\/settings-variable\.ts$/;
const adapter = /\/(aws|wire)\.ts$/;
const importsOf = (text: string) =>
  [...text.matchAll(/^import (type )?[^;]*? from "([^"]+)";/gm)].flatMap(([, isType, from = ""]) =>
    isType === undefined ? [from] : [],
  );

test("what a port needs never becomes part of a function's code: only types are imported from it", () => {
  const found = ["functions", "lib/ports", "lib/runtime", "lib/shared-use-cases"]
    .flatMap(sourcesIn)
    .filter(({ path }) => !access.test(path))
    .flatMap(({ path, text }) =>
      importsOf(text).flatMap((from) => (access.test(from) ? [`${path} imports ${from}`] : [])),
    );
  expect(found).toEqual([]);
});

test("no adapter becomes part of the deployment", () => {
  const found = [
    ...sourcesIn("lib/control-plane"),
    ...sourcesIn("lib/ports").filter(({ path }) => access.test(path)),
  ].flatMap(({ path, text }) =>
    importsOf(text).flatMap((from) => (adapter.test(from) ? [`${path} imports ${from}`] : [])),
  );
  expect(found).toEqual([]);
});

test("every port is a folder with its interface, its access and its wiring", () => {
  const folders = readdirSync(`${root}lib/ports`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "shared")
    .map(({ name }) => name);
  expect(folders.length).toBeGreaterThan(20);
  for (const folder of folders)
    expect(readdirSync(`${root}lib/ports/${folder}`)).toEqual(
      expect.arrayContaining(["access.ts", "port.ts", "wire.ts"]),
    );
});
