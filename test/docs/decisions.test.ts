import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../docs/decisions/", import.meta.url));
const pages = readdirSync(folder).filter((file) => file !== "README.md");
const row = /^\| \[(\d+)\]\(([^)]+)\) \| (.+) \| (.+) \|$/gm;
const rows = [...readFileSync(`${folder}README.md`, "utf8").matchAll(row)].map(
  ([, number = "", file = "", title = "", status = ""]) => ({ number: Number(number), file, title, status }),
);

test("the index has each decision once, in the order of the numbers", () => {
  expect(rows.map(({ file }) => file)).toEqual(pages.toSorted());
  for (const { number, file } of rows) expect(file).toMatch(new RegExp(`^0*${number}-`));
});

test.each(rows)(
  "the page of decision $number has the number, the title and the status of the index",
  ({ number, file, title, status }) => {
    const text = readFileSync(`${folder}${file}`, "utf8");
    expect(text.split("\n")[0]).toBe(`# ${number}. ${title}`);
    expect(text).toMatch(new RegExp(`^## Status\\n${status}\\b`, "m"));
  },
);
