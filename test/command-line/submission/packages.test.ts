import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ownPackagesOf } from "../../../lib/command-line/submission/own-packages.ts";
import { beyondPackages, readManifest } from "../../../lib/command-line/submission/package-manifest.ts";
import { givePackages, lockDigestOf } from "../../../lib/command-line/submission/packages.ts";
import { cdkProgram } from "../../../lib/sandbox/cdk.ts";
import { checkout as interlock } from "../../../lib/sandbox/place.ts";

const none = { known: [], own: new Map() };
const lockFileRefused = (seen: string) => ({
  refusals: [
    {
      rule: "lock-file",
      where: "package-lock.json",
      seen: `the commit has no lock file, so that nothing is installed (${seen})`,
      todo: 'run "npm install --package-lock-only" and commit package-lock.json, or synthesise in your pipeline and submit with --assembly',
    },
  ],
});

let work: string;
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), "packages-"));
});
afterEach(() => rmSync(work, { recursive: true, force: true }));

/** A checkout with an app in a folder, and a lock file where the test wants one. */
function checkout(lockIn: "app" | "top" | null, lock = "{}") {
  const [top, app, cache] = [join(work, "top"), join(work, "top", "apps", "shop"), join(work, "cache")];
  mkdirSync(app, { recursive: true });
  if (lockIn !== null) writeFileSync(join(lockIn === "app" ? app : top, "package-lock.json"), lock);
  return { top, app, cache };
}

/** Packages that are installed in the cache already. */
function installed(cache: string, lock: string): string {
  const digest = lockDigestOf(lock);
  const modules = join(cache, digest, "node_modules");
  mkdirSync(modules, { recursive: true });
  return modules;
}

/** A checkout whose app has a package.json. */
function described(manifest: object, lock: "app" | null = null) {
  const made = checkout(lock, JSON.stringify({ name: "shop", lockfileVersion: 3, packages: {} }));
  writeFileSync(join(made.app, "package.json"), JSON.stringify(manifest));
  return made;
}

test("an app without package.json is given nothing", () => {
  const { top, app, cache } = checkout(null);

  expect(givePackages(top, app, cache, none)).toEqual({ supplied: [] });
  expect(readdirSync(app)).toEqual([]);
  expect(existsSync(cache)).toBe(false);
});

test("without a lock file nothing is installed: an app gets Interlock's own packages, those that it asks for and no others", () => {
  const { top, app, cache } = described({
    dependencies: { constructs: "^10.0.0" },
    devDependencies: { "aws-cdk": "2.1148.1" },
  });
  const given = givePackages(top, app, cache, { known: [], own: ownPackagesOf(interlock) });

  expect(given).toEqual({ supplied: ["aws-cdk 2.1148.1", "constructs 10.8.1"] });
  expect(readdirSync(join(app, "node_modules")).sort()).toEqual([".bin", "aws-cdk", "constructs"]);
  expect(realpathSync(join(app, "node_modules", ".bin", "cdk"))).toBe(realpathSync(cdkProgram));
  expect(JSON.parse(readFileSync(join(app, "package-lock.json"), "utf8"))).toMatchObject({
    packages: { "node_modules/constructs": { version: "10.8.1" } },
  });
  expect(existsSync(cache)).toBe(false);
});

test("the app's node is the one that runs Interlock, and packages of types are left out", () => {
  const { top, app, cache } = described({
    devDependencies: { node: process.versions.node, "@types/node": "24.19.2", "@types/aws-lambda": "^8.0.0" },
  });
  const given = givePackages(top, app, cache, { known: [], own: ownPackagesOf(interlock) });

  expect(given).toEqual({ supplied: [`node ${process.versions.node}`] });
  expect(readdirSync(join(app, "node_modules"))).toEqual([".bin"]);
  expect(realpathSync(join(app, "node_modules", ".bin", "node"))).toBe(realpathSync(process.execPath));
});

test("an app that needs a development package of Interlock's is refused: not every installation has it", () => {
  const { top, app, cache } = described({ devDependencies: { typescript: "*", jest: "^30.0.0" } });
  expect(givePackages(top, app, cache, { known: [], own: ownPackagesOf(interlock) })).toMatchObject({
    refusals: [{ seen: expect.stringContaining("Interlock has no jest ^30.0.0") }],
  });
});

test("what Interlock cannot supply is refused at once, with the command that helps", () => {
  const { top, app, cache } = described({
    dependencies: { constructs: "11.0.0", lodash: "^4.0.0", part: "file:part" },
    peerDependencies: { "aws-cdk-lib": ">=2 <3" },
    scripts: { postinstall: "touch made" },
  });
  writeFileSync(join(app, "yarn.lock"), "");
  const own = new Map([
    ["constructs", { version: "10.8.1", folder: "/own/constructs" }],
    ["aws-cdk-lib", { version: "2.276.0", folder: "/own/aws-cdk-lib" }],
  ]);

  expect(givePackages(top, app, cache, { known: [], own })).toEqual(
    lockFileRefused(
      "npm does not read yarn.lock; only an installation runs the script postinstall; only an installation links part to file:part; Interlock has 2.276.0 and not aws-cdk-lib >=2 <3; Interlock has 10.8.1 and not constructs 11.0.0; Interlock has no lodash ^4.0.0; Interlock has no part file:part",
    ),
  );
  expect(existsSync(join(app, "node_modules"))).toBe(false);
  expect(existsSync(join(app, "made"))).toBe(false);
});

test.each([
  ["{", /package.json is not JSON/],
  ['{"dependencies":["constructs"]}', /dependencies: .*seen: \["constructs"\].*correct package.json/],
])("a package.json that reads %s is refused in words", (text, words) => {
  const { top, app, cache } = checkout(null);
  writeFileSync(join(app, "package.json"), text);

  expect(() => givePackages(top, app, cache, none)).toThrow(words);
});

test("packages that the commit itself holds are used as they are", () => {
  const { top, app, cache } = described({ dependencies: { lodash: "4.17.21" } }, "app");
  mkdirSync(join(app, "node_modules", "lodash"), { recursive: true });

  expect(givePackages(top, app, cache, none)).toEqual({ supplied: [] });
  expect(readdirSync(join(app, "node_modules"))).toEqual(["lodash"]);
});

test("npm-shrinkwrap.json counts before package-lock.json, as for npm", () => {
  const { top, app, cache } = checkout("app");
  writeFileSync(join(app, "npm-shrinkwrap.json"), "{ }");
  const modules = installed(cache, join(app, "npm-shrinkwrap.json"));
  givePackages(top, app, cache, none);

  expect(readlinkSync(join(app, "node_modules"))).toBe(modules);
});

test.each(["app", "top"] as const)("the nearest lock file counts, in the folder of the %s", (lockIn) => {
  const { top, app, cache } = checkout(lockIn);
  const folder = lockIn === "app" ? app : top;
  const modules = installed(cache, join(folder, "package-lock.json"));
  givePackages(top, app, cache, none);

  expect(readlinkSync(join(folder, "node_modules"))).toBe(modules);
});

test("a lock file above the checkout does not count", () => {
  const { top, app, cache } = checkout(null);
  writeFileSync(join(work, "package-lock.json"), "{}");
  givePackages(top, app, cache, none);

  expect(existsSync(join(work, "node_modules"))).toBe(false);
});

test("packages that are installed already are used before the cache", () => {
  const { top, app, cache } = checkout("app");
  const lockDigest = lockDigestOf(join(app, "package-lock.json"));
  const known = [
    { lockDigest: "another", folder: "/other" },
    { lockDigest, folder: "/known" },
  ];
  givePackages(top, app, cache, { known, own: new Map() });

  expect(readlinkSync(join(app, "node_modules"))).toBe("/known");
});

test("what cannot be installed is refused, and leaves nothing in the cache", () => {
  const { top, app, cache } = checkout("app", "this is no lock file");
  writeFileSync(join(app, "package.json"), "{}");

  expect(() => givePackages(top, app, cache, none)).toThrow(
    /the packages of the commit cannot be installed .* submit with --assembly/s,
  );
  expect(readdirSync(cache)).toEqual([]);
});

test.each([
  [{ scripts: { postinstall: "touch made" } }, true],
  [{ scripts: { build: "touch made" } }, false],
])("an install by %j is made in the checkout, and not kept: %s", (manifest, there) => {
  const { top, app, cache } = described({ name: "shop", version: "1.0.0", ...manifest }, "app");
  givePackages(top, app, cache, none);

  expect(existsSync(join(app, "made"))).toBe(there);
  expect(existsSync(cache)).toBe(!there);
});

test.each([
  [{ scripts: { postinstall: "cd lambdas && npm install" } }, ["runs the script postinstall"]],
  [{ dependencies: { part: "file:part" } }, ["links part to file:part"]],
  [{ devDependencies: { part: "link:../part" } }, ["links part to link:../part"]],
  [{ workspaces: ["part"] }, ["links workspaces"]],
  [{ scripts: { build: "tsc" }, dependencies: { constructs: "^10.0.0" } }, []],
])("an installation by %j does more than fetch packages: %j", (manifest, does) => {
  const { app } = described(manifest);

  expect(beyondPackages(readManifest(app))).toEqual(does);
});
