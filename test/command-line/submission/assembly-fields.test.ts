import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { check } from "../../../lib/command-line/commands/check.ts";
import { reportInWords } from "../../../lib/command-line/submission/check-change.ts";
import { readAssembly } from "../../../lib/command-line/submission/read-assembly.ts";
import { visibleLines } from "../../../lib/text/visible.ts";
import { makeAssembly } from "../../cases/assemblies/assemblies.ts";

type Artifact = { [key: string]: unknown; type: string; properties: Record<string, unknown> };
type Manifest = { [key: string]: unknown; artifacts: Record<string, Artifact> };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fields-"));
  makeAssembly(folder, "sound");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function edit(path: string, change: (manifest: Manifest) => void): void {
  const manifest = JSON.parse(readFileSync(join(folder, path), "utf8")) as Manifest;
  change(manifest);
  writeFileSync(join(folder, path), JSON.stringify(manifest));
}

/** Edits the first stack of the first Stage. */
function editStack(change: (stack: Artifact) => void): void {
  const [stage = ""] = readdirSync(folder)
    .filter((name) => name.startsWith("assembly-"))
    .sort();
  edit(join(stage, "manifest.json"), ({ artifacts }) => {
    const stack = Object.values(artifacts).find(({ type }) => type === "aws:cloudformation:stack");
    if (stack !== undefined) change(stack);
  });
}

const said = () => readAssembly(folder, {}, "shop").refusals.map(({ rule, seen }) => `${rule}: ${seen}`);

test("a sound assembly has no field that is refused", () => {
  expect(said()).toEqual([]);
});

test.each<[string, (manifest: Manifest) => void, string]>([
  ["a field of the manifest", (one) => (one["hooks"] = []), "artifact-known: it has the field hooks"],
  [
    "a type of artifact, in words and not in those of the schema",
    ({ artifacts }) => (artifacts["New"] = { type: "aws:cloudformation:stackset", properties: {} }),
    "artifact-known: the artifact is a aws:cloudformation:stackset",
  ],
])("what nobody knows is refused by its name: %s", (_what, change, words) => {
  edit("manifest.json", change);

  expect(said()).toEqual([words]);
});

test.each<[string, (stack: Artifact) => void, string]>([
  ["a field", (one) => (one["deployAfter"] = "x"), "artifact-known: the artifact has the field deployAfter"],
  [
    "a property that nobody knows",
    ({ properties }) => (properties["stackPolicyBody"] = "{}"),
    "stack-properties: it has the property stackPolicyBody",
  ],
  [
    "a property that is not applied",
    ({ properties }) => (properties["assumeRoleAdditionalOptions"] = { Tags: [] }),
    "stack-properties: assumeRoleAdditionalOptions is set",
  ],
  [
    "an artifact that it waits for and that is not there",
    (one) => (one["dependencies"] = ["nobody"]),
    "order-dependencies: it waits for nobody, which the assembly does not have",
  ],
  [
    "a place that is none",
    (one) => (one["environment"] = "aws://x"),
    "stack-place: its environment is aws://x",
  ],
  [
    "an error that is no text",
    (one) => (one["metadata"] = { "/x": [{ type: "aws:cdk:error", data: { a: 1 } }] }),
    'no-errors: {"a":1}',
  ],
])("of a stack is refused by its name: %s", (_what, change, words) => {
  editStack(change);

  expect(said()).toEqual([words]);
});

test("of a value that the schema refuses, only what it says of that value is told", () => {
  editStack(({ properties }) => (properties["parameters"] = { P: 3 }));
  const [refusal = ""] = said();

  expect(refusal).toMatch(/^manifest-parses: .*parameters\.P is not of a type\(s\) string$/);
});

test("names of an assembly cannot deceive whoever reads the report, and JSON keeps them", async () => {
  editStack((stack) => {
    stack["displayName"] = "development/\u202Egnp.exe\u001b[2J";
    stack.properties["stackName"] = "bad_name";
  });
  const report = await check({ assembly: folder });
  const words = reportInWords(report).join("\n");

  expect(report.refusals.map(({ where }) => where)).toContain("development/\u202Egnp.exe\u001b[2J");
  expect(words).toContain("stack-name: development/‹U+202E›gnp.exe‹U+001B›[2J: ");
  expect(visibleLines(words)).toBe(words);
});
