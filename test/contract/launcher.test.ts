import { readdirSync, readFileSync } from "node:fs";
import { corrections } from "./launcher.ts";

const folder = new URL("../../lib/sandbox/launcher/", import.meta.url);
const textOf = (file: string): string => readFileSync(new URL(file, folder), "utf8");

test.each(corrections)("$file corrects $name", ({ file, name }) => {
  expect(textOf(file)).toContain(name);
});

test("nothing is corrected that the page does not tell", () => {
  const files = readdirSync(folder).filter(
    (file) => file.endsWith(".py") && !["corrected.py", "interlock_emulator.py"].includes(file),
  );
  expect([...new Set(corrections.map(({ file }) => file))].sort()).toEqual(files.sort());

  const replaced = files.flatMap((file) =>
    [...textOf(file).matchAll(/\breplace\(\s*[\w."]+, ?\s*"(\w+)"/g)].map(([, name]) => name),
  );
  expect(replaced.length).toBeGreaterThan(0);
  expect(replaced.filter((name) => !corrections.some((one) => one.name === name))).toEqual([]);
});
