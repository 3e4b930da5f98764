import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { environments } from "../../lib/domain/environment.ts";

const checkout = fileURLToPath(new URL("../../", import.meta.url));
const folders = ["lib/domain/change/rules", "lib/command-line/submission"];
const page = readFileSync(`${checkout}docs/your-application.md`, "utf8");

/** Every rule that code names: as a field, or as the first argument of a function that makes a refusal. */
const named = folders
  .flatMap((folder) => readdirSync(checkout + folder).map((file) => `${checkout}${folder}/${file}`))
  .flatMap((path) => [
    ...readFileSync(path, "utf8").matchAll(/(?:rule: |\b(?:refus\w*|circle)\(\s*)"([a-z-]+)"/g),
  ])
  .map(([, rule = ""]) => rule);

/** The first column of the table below a heading. */
const rowsOf = (heading: string): readonly string[] => {
  const section = page.split(`## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  return [...section.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, rule = ""]) => rule);
};

test("the page lists every rule that the code applies, and no other, in the order of the alphabet", () => {
  expect(named.length).toBeGreaterThan(40);
  expect(rowsOf("5. The rules")).toEqual([...new Set(named)].sort());
});

test("the page lists every field of interlock.json", async () => {
  const { projectSchema } = await import("../../lib/command-line/submission/project.ts");

  expect([...rowsOf("3. interlock.json")].sort()).toEqual(Object.keys(projectSchema.shape).sort());
  for (const environment of environments) expect(page).toContain(`\`${environment}\``);
});
