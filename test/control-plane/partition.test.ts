import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readSettings } from "../../lib/control-plane/settings.ts";
import { synthesisedTemplate } from "../simulator/template.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const files = ["lib/control-plane", "lib/ports", "functions"].flatMap((folder) =>
  readdirSync(`${root}${folder}`, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${folder}/${name}`),
);

/**
 * Partitions, their domains and regions: source: AWS General Reference, "Amazon Resource Names" and "Regional
 * endpoints".
 */
const literal =
  /arn:aws[\w-]*:|\.amazonaws\.com(\.cn)?[/`]|\b(us|eu|ap|sa|ca|me|af|il|mx)(-gov)?-[a-z]+-\d\b/;
const literalsIn = (text: string) =>
  text
    .split("\n")
    .filter((line) => !/^\s*(\/\/|\*|\/\*\*)/.test(line))
    .filter((line) => literal.test(line));

test.each([
  "const bucket = 'arn:aws:s3:::shop';",
  "resources: ['arn:aws-us-gov:states:::x']",
  "url: 'https://shop.s3.amazonaws.com/key'",
  'region: "eu-central-1"',
])("the rule finds %s", (line) => {
  expect(literalsIn(line)).toEqual([line]);
});

test("the control plane's code names no partition and no region: they come from its stack", () => {
  expect(files.length).toBeGreaterThan(100);
  const found = files.flatMap((file) =>
    literalsIn(readFileSync(`${root}${file}`, "utf8")).map((line) => `${file}: ${line.trim()}`),
  );
  expect(found).toEqual([]);
});

test("the template names no partition either, and only regions of the settings", async () => {
  const template = JSON.stringify(await synthesisedTemplate());
  const { accounts } = readSettings(`${root}lib/control-plane/default-settings.json`);
  const regions = Object.values(accounts).map(({ region }) => region);
  const named = template.match(/arn:aws[\w-]*:[^"\\]*|\b(us|eu)-[a-z]+-\d\b/g) ?? [];
  const found = named.filter((name) => !regions.includes(name));
  expect(template).toContain("AWS::Partition");
  expect(found).toEqual([]);
});
