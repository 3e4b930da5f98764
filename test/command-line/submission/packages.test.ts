import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  installPackages,
  lockDigestOf,
  needsCheckout,
} from "../../../lib/command-line/submission/packages.ts";

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

test("without a lock file nothing is installed", () => {
  const { top, app, cache } = checkout(null);
  installPackages(top, app, cache, []);

  expect(readdirSync(app)).toEqual([]);
  expect(existsSync(cache)).toBe(false);
});

test.each(["app", "top"] as const)("the nearest lock file counts, in the folder of the %s", (lockIn) => {
  const { top, app, cache } = checkout(lockIn);
  const folder = lockIn === "app" ? app : top;
  const modules = installed(cache, join(folder, "package-lock.json"));
  installPackages(top, app, cache, []);

  expect(readlinkSync(join(folder, "node_modules"))).toBe(modules);
});

test("a lock file above the checkout does not count", () => {
  const { top, app, cache } = checkout(null);
  writeFileSync(join(work, "package-lock.json"), "{}");
  installPackages(top, app, cache, []);

  expect(existsSync(join(work, "node_modules"))).toBe(false);
});

test("packages that are installed already are used before the cache", () => {
  const { top, app, cache } = checkout("app");
  const lockDigest = lockDigestOf(join(app, "package-lock.json"));
  installPackages(top, app, cache, [
    { lockDigest: "another", folder: "/other" },
    { lockDigest, folder: "/known" },
  ]);

  expect(readlinkSync(join(app, "node_modules"))).toBe("/known");
});

test("what cannot be installed is refused, and leaves nothing in the cache", () => {
  const { top, app, cache } = checkout("app", "this is no lock file");
  writeFileSync(join(app, "package.json"), "{}");

  expect(() => installPackages(top, app, cache, [])).toThrow(
    /the packages of the commit cannot be installed .* submit with --assembly/s,
  );
  expect(readdirSync(cache)).toEqual([]);
});

test.each([
  [{ scripts: { postinstall: "cd lambdas && npm install" } }, true],
  [{ dependencies: { part: "file:part" } }, true],
  [{ devDependencies: { part: "link:../part" } }, true],
  [{ workspaces: ["part"] }, true],
  [{ scripts: { build: "tsc" }, dependencies: { constructs: "^10.0.0" } }, false],
])("an install by %j needs the checkout: %s", (manifest, needed) => {
  const path = join(work, "package.json");
  writeFileSync(path, JSON.stringify(manifest));

  expect(needsCheckout(path)).toBe(needed);
});

test("an install that needs the checkout is made there, and not kept", () => {
  const { top, app, cache } = checkout(null);
  const manifest = { name: "shop", version: "1.0.0", scripts: { postinstall: "cd part && touch made" } };
  writeFileSync(join(app, "package.json"), JSON.stringify(manifest));
  mkdirSync(join(app, "part"));
  installPackages(top, app, cache, []);

  expect(existsSync(join(app, "part", "made"))).toBe(true);
  expect(existsSync(cache)).toBe(false);
});
