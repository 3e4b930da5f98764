import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import * as z from "zod";
import type { Refusal } from "../../domain/change/refusal.ts";
import { beyondPackages, type Manifest } from "./package-manifest.ts";
import { isInRange } from "./version-range.ts";

/** A package that Interlock has installed for itself; or the Node that runs it, which is a program and no folder. */
export type OwnPackage =
  | { readonly version: string; readonly folder: string }
  | { readonly version: string; readonly program: string };

/** What Interlock can supply, by the package's name. */
export type OwnPackages = ReadonlyMap<string, OwnPackage>;

const ownSchema = z.object({ dependencies: z.record(z.string(), z.string()).default({}) });
const installedSchema = z.object({
  version: z.string(),
  bin: z.union([z.string(), z.record(z.string(), z.string())]).default({}),
});

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));

/**
 * The packages that Interlock needs to run, and the Node that runs it. Its development packages are not among them: not every
 * installation has them.
 * @param home the folder of Interlock's package.json.
 */
export function ownPackagesOf(home: string): OwnPackages {
  const { dependencies } = ownSchema.parse(readJson(join(home, "package.json")));
  const installed = Object.keys(dependencies).flatMap((name): [string, OwnPackage][] => {
    const folder = installedFolder(home, name);
    return folder === null
      ? []
      : [[name, { folder, version: installedSchema.parse(readJson(join(folder, "package.json"))).version }]];
  });
  return new Map([...installed, ["node", { version: process.versions.node, program: process.execPath }]]);
}

/** Where a package is installed: in the nearest node_modules above a folder, as Node looks for it. */
function installedFolder(from: string, name: string): string | null {
  const folder = join(from, "node_modules", name);
  if (existsSync(join(folder, "package.json"))) return folder;
  return dirname(from) === from ? null : installedFolder(dirname(from), name);
}

/** Lock files of other package managers than npm. */
const foreignLocks = ["yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb"];

/**
 * Gives an app without a lock file the packages that its package.json asks for, as far as Interlock has them installed for
 * itself. Nothing is installed, and nothing else can be imported. A lock file that names these versions is put beside
 * them, because bundlers look for one.
 * @param folder the folder of the package.json, in a checkout that is thrown away.
 * @returns what was supplied, as "name version"; or why it cannot be.
 */
export function supplyOwn(
  folder: string,
  manifest: Manifest,
  own: OwnPackages,
): { readonly supplied: readonly string[] } | { readonly refusals: readonly Refusal[] } {
  const wanted = Object.entries({
    ...manifest.peerDependencies,
    ...manifest.devDependencies,
    ...manifest.dependencies,
    // Declarations are for compilers and editors: no program can import them when it runs.
  }).filter(([name]) => !name.startsWith("@types/"));
  const lacking = [
    ...foreignLocks
      .filter((file) => existsSync(join(folder, file)))
      .map((file) => `npm does not read ${file}`),
    ...beyondPackages(manifest).map((why) => `only an installation ${why}`),
    ...wanted.flatMap(([name, range]) => {
      const version = own.get(name)?.version;
      if (version !== undefined && isInRange(version, range)) return [];
      return [`Interlock ${version === undefined ? "has no" : `has ${version} and not`} ${name} ${range}`];
    }),
  ];
  if (lacking.length > 0) return { refusals: [noLockFile(lacking)] };
  const packages = wanted.map(([name]) => [name, own.get(name)] as const);
  for (const [name, one] of packages) if (one !== undefined) link(folder, name, one);
  writeFileSync(join(folder, "package-lock.json"), lockOf(manifest, packages));
  return { supplied: packages.map(([name, one]) => `${name} ${one?.version}`).sort() };
}

const noLockFile = (lacking: readonly string[]): Refusal => ({
  rule: "lock-file",
  where: "package-lock.json",
  seen: `the commit has no lock file, so that nothing is installed (${lacking.join("; ")})`,
  todo: 'run "npm install --package-lock-only" and commit package-lock.json, or synthesise in your pipeline and submit with --assembly',
});

function link(folder: string, name: string, own: OwnPackage): void {
  const bins = join(folder, "node_modules", ".bin");
  mkdirSync(bins, { recursive: true });
  if ("program" in own) {
    symlinkSync(own.program, join(bins, name));
    return;
  }
  const at = join(folder, "node_modules", name);
  mkdirSync(dirname(at), { recursive: true });
  symlinkSync(own.folder, at);
  const { bin } = installedSchema.parse(readJson(join(own.folder, "package.json")));
  const programs = typeof bin === "string" ? { [basename(name)]: bin } : bin;
  for (const [program, path] of Object.entries(programs))
    symlinkSync(join(own.folder, path), join(bins, program));
}

const lockOf = (
  { name, version }: Manifest,
  packages: readonly (readonly [string, OwnPackage | undefined])[],
): string =>
  JSON.stringify({
    name,
    version,
    lockfileVersion: 3,
    packages: Object.fromEntries(
      packages.map(([one, own]) => [`node_modules/${one}`, { version: own?.version }]),
    ),
  });
