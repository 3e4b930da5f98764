import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { check } from "../../lib/command-line/commands/check.ts";
import { reportInWords } from "../../lib/command-line/submission/check-change.ts";
import type { Random } from "../simulator/random.ts";
import { assemblyCases, makeAssembly } from "./assemblies/assemblies.ts";

// Assemblies whose files are broken mechanically. Whatever an assembly holds, `check` answers it in its own words.

type Break = (path: string, random: Random, folder: string) => void;

const anyOf = <T>(random: Random, all: readonly T[]): T => all[random.between(0, all.length - 1)] as T;

/** A secret of the submitter, outside of every assembly: no answer and no change may hold it. */
export const secret = "the submitter's own secret";

/** JSON values that nobody expects. */
const oddValues: readonly (() => unknown)[] = [
  () => null,
  () => true,
  () => 7,
  () => -1e300,
  () => "",
  () => "../../../../etc/passwd",
  () => "/etc/passwd",
  () => ".",
  () => "..",
  () => "\u202e\u001b[2J",
  () => [],
  () => [[]],
  () => ({}),
  () => ({ constructor: 1, toString: {}, hasOwnProperty: null }),
  () => JSON.parse('{"__proto__":{"type":"aws:cloudformation:stack"}}'),
  () => "x".repeat(100_000),
  () => JSON.parse(`${"[".repeat(3_000)}${"]".repeat(3_000)}`),
];

/** The document with one node replaced, left out, or under another name. */
function withOddNode(document: unknown, random: Random): unknown {
  const nodes: (readonly [holder: Record<string, unknown>, key: string])[] = [];
  const visit = (node: unknown) => {
    if (typeof node !== "object" || node === null) return;
    for (const key of Object.keys(node)) {
      nodes.push([node as Record<string, unknown>, key]);
      visit((node as Record<string, unknown>)[key]);
    }
  };
  visit(document);
  if (nodes.length === 0) return anyOf(random, oddValues)();
  const [holder, key] = anyOf(random, nodes);
  const what = random.between(0, 3);
  if (what === 0) delete holder[key];
  else if (what === 1) {
    holder[anyOf(random, ["constructor", "toString", "x".repeat(300), "", "interlock"])] = holder[key];
    if (!Array.isArray(holder)) delete holder[key];
  } else holder[key] = anyOf(random, oddValues)();
  return document;
}

const breaks: Readonly<Record<string, Break>> = {
  missing: (path) => rmSync(path),
  empty: (path) => truncateSync(path),
  truncated: (path, random) => truncateSync(path, random.between(0, readFileSync(path).length)),
  "a folder": (path) => {
    rmSync(path);
    mkdirSync(path);
  },
  "a link to nothing": (path) => linkTo(path, "nowhere"),
  "a link to itself": (path) => linkTo(path, path),
  "a link to its folder": (path) => linkTo(path, "."),
  "a link to the outside": (path, _random, folder) => linkTo(path, join(folder, "..", "secret.json")),
  "a pipe": (path) => {
    rmSync(path);
    execFileSync("mkfifo", [path]);
  },
  "another file of the assembly": (path, random, folder) =>
    writeFileSync(path, readFileSync(anyOf(random, filesOf(folder)))),
  "not UTF-8": (path, random) => {
    const bytes = readFileSync(path);
    const at = random.between(0, bytes.length);
    writeFileSync(
      path,
      Buffer.concat([bytes.subarray(0, at), Buffer.from([0xff, 0xc0, 0x00]), bytes.subarray(at)]),
    );
  },
  "with a byte order mark": (path) => writeFileSync(path, `\ufeff${readFileSync(path, "utf8")}`),
  huge: (path) => writeFileSync(path, `${readFileSync(path, "utf8")}${" ".repeat(52 * 1024 * 1024)}`),
  deep: (path) => writeFileSync(path, `${'{"a":'.repeat(200_000)}1${"}".repeat(200_000)}`),
  "another document": (path, random) => writeFileSync(path, JSON.stringify(anyOf(random, oddValues)())),
  "a flipped bit": (path, random) => {
    const bytes = readFileSync(path);
    const at = random.between(0, Math.max(0, bytes.length - 1));
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.between(0, 7));
    writeFileSync(path, bytes);
  },
  "a node of it": brokenNode,
  "two nodes of it": (path, random, folder) => {
    brokenNode(path, random, folder);
    brokenNode(path, random, folder);
  },
  "three nodes of it": (path, random, folder) => {
    for (let time = 0; time < 3; time += 1) brokenNode(path, random, folder);
  },
};

function brokenNode(path: string, random: Random, _folder: string): void {
  try {
    writeFileSync(path, JSON.stringify(withOddNode(JSON.parse(readFileSync(path, "utf8")), random)));
  } catch {
    // The case's own file is no JSON: it is broken already.
  }
}

function linkTo(path: string, target: string): void {
  rmSync(path);
  symlinkSync(target, path);
}

const filesOf = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

/** What JavaScript or Node says where nobody expected something: it belongs into no answer. */
const raw =
  /\b(?:Type|Range|Reference)Error\b|Cannot read propert|is not a function|is not iterable|\n\s+at |\bE(?:ISDIR|NOENT|LOOP|ACCES|PERM)\b: /;

/** Breaks a file of an assembly, and tells what is wrong with the answer; nothing if it is one of `check`'s own. */
export async function problemsOfBrokenAssembly(random: Random): Promise<{
  readonly what: string;
  readonly isSound: boolean;
  readonly problems: readonly string[];
}> {
  const folder = mkdtempSync(join(tmpdir(), "broken-assembly-"));
  const assembly = join(folder, "assembly");
  writeFileSync(join(folder, "secret.json"), JSON.stringify({ version: "55.0.0", artifacts: {}, secret }));
  const name = anyOf(random, small);
  try {
    makeAssembly(assembly, name);
    withAssets(assembly);
    const path = anyOf(random, filesOf(assembly));
    const how = anyOf(random, Object.keys(breaks));
    const what = `${name}, ${relative(assembly, path)}: ${how}`;
    breaks[how]?.(path, random, assembly);
    try {
      const report = await check({ assembly, plan: "application" });
      const text = `${JSON.stringify(report)}\n${reportInWords(report).join("\n")}`;
      const found = raw.exec(reportInWords(report).join("\u0000"));
      return {
        what,
        isSound: report.sound,
        problems: [
          ...(found === null ? [] : [`it says "${found[0]}": ${text.slice(0, 300)}`]),
          ...(text.includes(secret) ? ["it tells what is outside of the assembly"] : []),
          ...(report.sound && report.refusals.length > 0 ? ["it is sound and refused"] : []),
        ],
      };
    } catch (error) {
      const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return { what, isSound: false, problems: [`it throws ${said.slice(0, 600)}`] };
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The cases whose assemblies are written within milliseconds. */
const small = assemblyCases.filter(
  (name) => !/^(stack-40|template-(60k|600k|1200k|501-resources|deep))$/.test(name),
);

/** Gives a Stage an asset of each kind, so that there is something to break. */
function withAssets(assembly: string): void {
  const stage = readdirSync(assembly, { withFileTypes: true }).find((entry) => entry.isDirectory());
  if (stage === undefined) return;
  const folder = join(assembly, stage.name);
  const path = join(folder, "manifest.json");
  let manifest: { artifacts?: Record<string, unknown> };
  try {
    manifest = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return;
  }
  if (manifest?.artifacts === undefined) return;
  mkdirSync(join(assembly, "asset.code"));
  writeFileSync(join(assembly, "asset.code", "index.js"), "exports.handler = async () => {};");
  writeFileSync(join(assembly, "asset.file"), "a file");
  cpSync(join(assembly, "asset.file"), join(folder, "asset.own"));
  const asset = (of: string, packaging: string) => ({
    displayName: of,
    source: { path: of, packaging },
    destinations: { current: { bucketName: "cdk-hnb659fds-assets-1-eu", objectKey: `${of}.bin` } },
  });
  writeFileSync(
    join(folder, "odd.assets.json"),
    JSON.stringify({
      version: "55.0.0",
      files: {
        a: asset("../asset.code", "zip"),
        b: asset("../asset.file", "file"),
        c: asset("asset.own", "file"),
      },
      dockerImages: {},
    }),
  );
  manifest.artifacts["odd.assets"] = { type: "cdk:asset-manifest", properties: { file: "odd.assets.json" } };
  writeFileSync(path, JSON.stringify(manifest));
}
