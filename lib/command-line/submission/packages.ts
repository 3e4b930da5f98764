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
import type { Refusal } from "../../domain/change/refusal.ts";
import { invalidChange } from "../../domain/errors.ts";
import { cleanEnvironment } from "./clean-environment.ts";
import { type OwnPackages, supplyOwn } from "./own-packages.ts";
import { beyondPackages, readManifest } from "./package-manifest.ts";

/** A folder of installed packages, by the digest of the lock file that it was installed from. */
export type InstalledPackages = { readonly lockDigest: string; readonly folder: string };

/** Lock files of npm, the first before the second. Source: npm docs, "npm-shrinkwrap.json". */
const lockFiles = ["npm-shrinkwrap.json", "package-lock.json"] as const;
const files = ["package.json", ...lockFiles, ".npmrc"];

/** SHA-256 of a lock file, in hex. */
export const lockDigestOf = (path: string): string =>
  createHash("sha256").update(readFileSync(path)).digest("hex");

/** What an app may be given: packages that are installed already, by their lock file, and Interlock's own. */
export type Available = { readonly known: readonly InstalledPackages[]; readonly own: OwnPackages };

/** What an app was given without a lock file, as "name version"; or why it cannot be given its packages. */
export type Given = { readonly supplied: readonly string[] } | { readonly refusals: readonly Refusal[] };

const nothing: Given = { supplied: [] };

/**
 * Gives an app of a checkout the packages that its lock file names: the nearest one between the app's folder and the top.
 * Without a lock file nothing is installed: the app gets those of Interlock's own packages that its package.json asks for,
 * and is refused if it asks for more. An install is kept under `cache` by the digest of its file and used again. One that
 * needs more of the checkout, such as a script of its own, a workspace or a package in a folder, is made there each time.
 * @throws InvalidChange with npm's words if the packages cannot be installed, or if package.json cannot be read.
 */
export function givePackages(top: string, app: string, cache: string, { known, own }: Available): Given {
  // Packages that the commit itself holds are part of it.
  if (nearest(top, app, ["node_modules"]) !== null) return nothing;
  const locked = nearest(top, app, lockFiles);
  if (locked === null) {
    const described = nearest(top, app, ["package.json"]);
    return described === null ? nothing : supplyOwn(described.folder, readManifest(described.folder), own);
  }
  const { folder, file } = locked;
  const digest = lockDigestOf(join(folder, file));
  const installed = known.find(({ lockDigest }) => lockDigest === digest)?.folder;
  if (installed === undefined && needsCheckout(folder)) {
    installIn(folder, mkdtempSync(join(tmpdir(), "interlock-")));
    return nothing;
  }
  symlinkSync(installed ?? cached(folder, join(cache, digest)), join(folder, "node_modules"));
  return nothing;
}

/** Whether an install in this folder needs more of the checkout than package.json and the lock file. */
const needsCheckout = (folder: string): boolean =>
  existsSync(join(folder, "package.json")) && beyondPackages(readManifest(folder)).length > 0;

/** The nearest of these files from a folder up to the top: the first of them in the first folder that has one. */
function nearest<File extends string>(
  top: string,
  app: string,
  wanted: readonly File[],
): { readonly folder: string; readonly file: File } | null {
  for (let folder = app; ; folder = dirname(folder)) {
    const file = wanted.find((one) => existsSync(join(folder, one)));
    if (file !== undefined) return { folder, file };
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
  const npm = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
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
