import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { sha256 } from "../../domain/canonical.ts";
import type { SandboxPlace } from "../../sandbox/place.ts";

const ownFile = 0o600;

const resultSchema = z.discriminatedUnion("outcome", [
  z.strictObject({ outcome: z.literal("submitted"), runId: z.string() }),
  z.strictObject({ outcome: z.literal("failed"), because: z.string() }),
]);

/** How the build of a commit ended. */
export type BuildResult = z.infer<typeof resultSchema>;

/** The file with everything that the build of a commit printed. It belongs to the user alone. */
export const buildLogOf = (place: SandboxPlace, application: string, commit: string): string =>
  place.path("builds", application, `${commit}.log`);

const resultPath = (place: SandboxPlace, application: string, commit: string): string =>
  place.path("builds", application, `${commit}.json`);

/** How the last build of a commit ended; null if none has ended, or if nobody can read what is kept. */
export function buildResult(place: SandboxPlace, application: string, commit: string): BuildResult | null {
  try {
    return resultSchema.parse(JSON.parse(readFileSync(resultPath(place, application, commit), "utf8")));
  } catch {
    return null;
  }
}

/** Keeps how the build of a commit ended; null forgets it. */
export function keepResult(
  place: SandboxPlace,
  application: string,
  commit: string,
  result: BuildResult | null,
): void {
  const path = resultPath(place, application, commit);
  if (result === null) {
    rmSync(path, { force: true });
    return;
  }
  writeFileSync(`${path}.new`, JSON.stringify(result), { mode: ownFile });
  renameSync(`${path}.new`, path);
}

/** Where the assembly of a commit is kept between its check and its build, so that it is synthesised once. */
export const keptAssembly = (place: SandboxPlace, commit: string, folder: string): string =>
  place.path("assemblies", `${commit}-${sha256(folder).slice(0, 12)}`);

/** Whether a folder holds a finished assembly. */
export const isAssembly = (folder: string): boolean => existsSync(join(folder, "manifest.json"));
