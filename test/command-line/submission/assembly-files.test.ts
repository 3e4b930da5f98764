import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { check } from "../../../lib/command-line/commands/check.ts";
import { makeAssembly } from "../../cases/assemblies/assemblies.ts";
import { problemsOfBrokenAssembly } from "../../cases/odd-assemblies.ts";
import { Random } from "../../simulator/random.ts";

// `npm run assure -- door` breaks hundreds of files, from a fresh seed.
test("a broken file of an assembly is answered in our own words", async () => {
  const random = new Random(2103);
  for (let time = 0; time < 6; time += 1) {
    const { what, problems } = await problemsOfBrokenAssembly(random);
    expect([what, ...problems]).toEqual([what]);
  }
});

/** Something of the submitter's machine that the commit's code may not read. */
const secret = "aws_secret_access_key";
let folder: string;
let stage: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assembly-files-"));
  makeAssembly(join(folder, "assembly"), "sound");
  const [first = ""] = readdirSync(join(folder, "assembly")).filter((name) => name.startsWith("assembly-"));
  stage = join(folder, "assembly", first);
  writeFileSync(join(folder, "credentials"), secret);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Manifest = { artifacts: Record<string, { type: string; properties: Record<string, unknown> }> };
const edit = (path: string, change: (manifest: Manifest) => void) => {
  const manifest = JSON.parse(readFileSync(path, "utf8")) as Manifest;
  change(manifest);
  writeFileSync(path, JSON.stringify(manifest));
};
/** Gives the first Stage an asset. */
const withAsset = (path: string, packaging: "file" | "zip" = "file") => {
  edit(join(stage, "manifest.json"), ({ artifacts }) => {
    artifacts["own.assets"] = { type: "cdk:asset-manifest", properties: { file: "own.assets.json" } };
  });
  const destinations = { current: { bucketName: "cdk-hnb659fds-assets", objectKey: "a.zip" } };
  writeFileSync(
    join(stage, "own.assets.json"),
    JSON.stringify({ version: "55.0.0", files: { a: { source: { path, packaging }, destinations } } }),
  );
};
const refusals = async () => (await check({ assembly: join(folder, "assembly") })).refusals;

test.each<[string, string, () => void]>([
  ["an asset by a relative path", "assets", () => withAsset("../../credentials")],
  ["an asset by an absolute path", "assets", () => withAsset(join(folder, "credentials"))],
  [
    "an asset that is a link",
    "assets",
    () => {
      symlinkSync(join(folder, "credentials"), join(stage, "linked"));
      withAsset("linked");
    },
  ],
  [
    "a link deep in an asset's folder",
    "assets",
    () => {
      mkdirSync(join(stage, "code", "deep"), { recursive: true });
      symlinkSync(join(folder, "credentials"), join(stage, "code", "deep", "linked"));
      withAsset("code", "zip");
    },
  ],
  [
    "a template by a relative path",
    "template-present",
    () =>
      edit(join(stage, "manifest.json"), ({ artifacts }) => {
        for (const { type, properties } of Object.values(artifacts))
          if (type === "aws:cloudformation:stack") properties["templateFile"] = "../../credentials";
      }),
  ],
  [
    "a Stage by a relative path",
    "manifest-present",
    () =>
      edit(join(folder, "assembly", "manifest.json"), ({ artifacts }) => {
        for (const { properties } of Object.values(artifacts)) properties["directoryName"] = "..";
      }),
  ],
])("%s cannot take along what is outside of the assembly", async (_what, rule, build) => {
  build();
  const found = (await refusals()).filter((one) => one.rule === rule);

  expect(found.length).toBeGreaterThan(0);
  expect(JSON.stringify(found)).not.toContain(secret);
});

test("links within the assembly are followed", async () => {
  mkdirSync(join(stage, "code"));
  writeFileSync(join(stage, "code", "index.js"), "");
  symlinkSync("index.js", join(stage, "code", "main.js"));
  withAsset("code", "zip");

  expect(await refusals()).toEqual([]);
});

test("a pipe does not keep anybody waiting", async () => {
  const path = join(stage, "manifest.json");
  rmSync(path);
  execFileSync("mkfifo", [path]);

  expect(await refusals()).toContainEqual(
    expect.objectContaining({ seen: "manifest.json is no regular file" }),
  );
});
