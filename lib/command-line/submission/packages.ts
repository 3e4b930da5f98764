import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { invalidChange } from "../../domain/errors.ts";
import { cleanEnvironment } from "./clean-environment.ts";

/** A folder of installed packages, by the digest of the lock file that it was installed from. */
export type InstalledPackages = { readonly lockDigest: string; readonly folder: string };

const files = ["package.json", "package-lock.json", ".npmrc"];

/** SHA-256 of a lock file, in hex. */
export const lockDigestOf = (path: string): string =>
  createHash("sha256").update(readFileSync(path)).digest("hex");

/**
 * Gives an app of a checkout the packages that its lock file names: the nearest one between the app's folder and the top.
 * Without a lock file it gets those that its package.json allows now, with the lock file that npm writes, because bundlers
 * look for one. An install is kept under `cache` by the digest of its file and used again. One that needs more of the checkout, such
 * as a script of its own, a workspace or a package in a folder, is made in the checkout each time.
 * @param known packages that are installed already, such as those of this checkout.
 * @throws InvalidChange with npm's words if the packages cannot be installed.
 */
export function installPackages(
  top: string,
  app: string,
  cache: string,
  known: readonly InstalledPackages[],
): void {
  const locked = nearest(top, app, "package-lock.json");
  const folder = locked ?? nearest(top, app, "package.json");
  if (folder === null) return;
  const digest = lockDigestOf(join(folder, locked === null ? "package.json" : "package-lock.json"));
  const installed = known.find(({ lockDigest }) => lockDigest === digest)?.folder;
  if (installed === undefined && needsCheckout(join(folder, "package.json"))) {
    installIn(folder, mkdtempSync(join(tmpdir(), "interlock-")));
    return;
  }
  const there = installed ?? cached(folder, join(cache, digest));
  symlinkSync(there, join(folder, "node_modules"));
  if (locked === null)
    copyFileSync(join(dirname(there), "package-lock.json"), join(folder, "package-lock.json"));
}

/** Source: npm docs, "scripts", Life Cycle Operation Order of `npm ci` and `npm install`. */
const installScripts = [
  "preinstall",
  "install",
  "postinstall",
  "prepublish",
  "preprepare",
  "prepare",
  "postprepare",
];

/** What is read of a package.json. */
type Manifest = {
  readonly scripts?: object;
  readonly workspaces?: unknown;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
};

/** Whether an install by the package.json at `path` needs more of the checkout than that file and the lock file. */
export function needsCheckout(path: string): boolean {
  if (!existsSync(path)) return false;
  const {
    scripts = {},
    workspaces,
    dependencies,
    devDependencies,
  }: Manifest = JSON.parse(readFileSync(path, "utf8"));
  return (
    workspaces !== undefined ||
    installScripts.some((name) => name in scripts) ||
    Object.values({ ...dependencies, ...devDependencies }).some((from) => /^(file|link):/.test(from))
  );
}

function nearest(top: string, app: string, file: string): string | null {
  for (let folder = app; ; folder = dirname(folder)) {
    if (existsSync(join(folder, file))) return folder;
    if (folder === top || folder === dirname(folder)) return null;
  }
}

/** The cached packages of a lock file, installed now if they are not there. Two installs at once end with one of them. */
function cached(folder: string, kept: string): string {
  const modules = join(kept, "node_modules");
  if (existsSync(modules)) return modules;
  mkdirSync(dirname(kept), { recursive: true, mode: 0o700 });
  const work = mkdtempSync(`${kept}-`);
  try {
    for (const name of files)
      if (existsSync(join(folder, name))) copyFileSync(join(folder, name), join(work, name));
    installIn(work, mkdtempSync(join(work, "home-")));
    renameSync(work, kept);
  } catch (error) {
    rmSync(work, { recursive: true, force: true });
    if (!existsSync(modules)) throw error;
  }
  return modules;
}

/** Runs npm in a folder, with a home folder of its own, which goes afterwards. */
function installIn(folder: string, home: string): void {
  const command = existsSync(join(folder, "package-lock.json")) ? "ci" : "install";
  const npm = spawnSync("npm", [command, "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: folder,
    env: cleanEnvironment(home, [], npmSettings()),
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  rmSync(home, { recursive: true, force: true });
  if (npm.status !== 0)
    throw invalidChange(
      `the packages of the commit cannot be installed (${(npm.stderr || String(npm.error ?? "")).trim().slice(-500)}): correct the lock file or package.json, or synthesise in your pipeline and submit with --assembly`,
    );
}

/** Where packages come from, whose certificates are trusted, and where packages are cached; no token of the user goes along. */
function npmSettings(): Readonly<Record<string, string>> {
  const of = (name: string) => execFileSync("npm", ["config", "get", name], { encoding: "utf8" }).trim();
  const authorities = of("cafile");
  const trusted = process.env["NODE_EXTRA_CA_CERTS"];
  return {
    npm_config_registry: of("registry"),
    npm_config_cache: of("cache"),
    ...(authorities === "" || authorities === "null" ? {} : { npm_config_cafile: authorities }),
    ...(trusted === undefined ? {} : { NODE_EXTRA_CA_CERTS: trusted }),
  };
}
