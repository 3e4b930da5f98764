import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { groupedBy } from "../../lib/domain/grouped.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Files whose exports are rows: each bears the name of its port, its AWS service or the subject of its rule. */
const holdsRows =
  /^lib\/(ports\/[^/]+\/wire|resources\/.+|domain\/verify\/rules\/.+|reference-environments\/.+)\.ts$/;
/** What every file of a kind exports under one name, so that a table can collect it. */
const sameInEach = ["handler", "access", "readers", "together", "addCommand"];

type Exported = { readonly name: string; readonly file: string };

/** The names that a source exports by a declaration. */
const exportedIn = (file: string, source: string): readonly Exported[] =>
  [...source.matchAll(/^export (?:async |abstract )?(?:const|function\*?|type|interface|class) (\w+)/gm)].map(
    ([, name = ""]) => ({ name, file }),
  );

/** Every name that two files export, with the files. */
const exportedTwice = (all: readonly Exported[]): readonly string[] =>
  [...groupedBy(all, ({ name }) => name)]
    .map(([name, those]) => ({ name, files: [...new Set(those.map(({ file }) => file))] }))
    .filter(({ files }) => files.length > 1)
    .map(({ name, files }) => `${name}: ${files.join(", ")}`);

test("no exported name of the product has two meanings", () => {
  const files = ["lib", "functions", "bin"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
  );
  const exported = files
    .filter((file) => file.endsWith(".ts") && !holdsRows.test(file))
    .flatMap((file) => exportedIn(file, readFileSync(join(root, file), "utf8")))
    .filter(({ name }) => !sameInEach.includes(name));
  expect(exported.length).toBeGreaterThan(1_000);
  expect(exportedTwice(exported)).toEqual([]);
});

test("a name that two files export is found, overloads of one file are not", () => {
  const exported = [
    ...exportedIn(
      "a.ts",
      "export type Place = 1;\nexport function put(a: 1): 1;\nexport function put(a: 2) {}",
    ),
    ...exportedIn("b.ts", "export const Place = 2;"),
  ];
  expect(exportedTwice(exported)).toEqual(["Place: a.ts, b.ts"]);
});
