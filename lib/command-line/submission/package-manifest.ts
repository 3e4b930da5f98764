import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { invalidChange } from "../../domain/errors.ts";
import { issuesInWords } from "../../domain/issues.ts";

const ranges = z.record(z.string(), z.string()).default({});

/** What is read of a package.json. */
const manifestSchema = z.object({
  name: z.string().optional(),
  version: z.string().optional(),
  scripts: z.record(z.string(), z.string()).default({}),
  workspaces: z.unknown().optional(),
  dependencies: ranges,
  devDependencies: ranges,
  peerDependencies: ranges,
});

/** What is read of a package.json. */
export type Manifest = z.infer<typeof manifestSchema>;

/**
 * The package.json of a folder.
 * @throws InvalidChange if it is no package.json.
 */
export function readManifest(folder: string): Manifest {
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  } catch (error) {
    throw invalidChange(`package.json is not JSON (${String(error).split("\n")[0]}): correct the file`);
  }
  const parsed = manifestSchema.safeParse(document);
  if (!parsed.success)
    throw invalidChange(`${issuesInWords(parsed.error, document, "package.json")}: correct package.json`);
  return parsed.data;
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

/**
 * What an installation does beyond fetching packages, each in words that follow "an installation": it needs the rest of the
 * checkout, and only it can make what the app then finds.
 */
export function beyondPackages({
  scripts,
  workspaces,
  dependencies,
  devDependencies,
}: Manifest): readonly string[] {
  return [
    ...(workspaces === undefined ? [] : ["links workspaces"]),
    ...installScripts.filter((name) => name in scripts).map((name) => `runs the script ${name}`),
    ...Object.entries({ ...dependencies, ...devDependencies })
      .filter(([, from]) => /^(file|link):/.test(from))
      .map(([name, from]) => `links ${name} to ${from}`),
  ];
}
