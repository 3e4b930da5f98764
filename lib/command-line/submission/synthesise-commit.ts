import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Refusal } from "../../domain/change/refusal.ts";
import { isInterlockError } from "../../domain/errors.ts";
import { lastLines } from "../../sandbox/cdk.ts";
import { appFolders, checkOut, ignoredFiles, notInCommit } from "./check-out.ts";
import { cleanEnvironment } from "./clean-environment.ts";
import { type Available, type Given, givePackages } from "./packages.ts";
import type { Project } from "./project.ts";
import type { Commit } from "./read-commit.ts";

/** What a commit is synthesised with. */
export type Synthesis = {
  readonly project: Project;
  /** Context beyond the project's, which it overrides. */
  readonly context: Readonly<Record<string, string>>;
  /** Where the assembly goes; emptied first. */
  readonly output: string;
  /** Where installed packages are kept between commits. */
  readonly cache: string;
  readonly available: Available;
  /** The CDK's command line, as a script for Node. */
  readonly cdk: string;
};

/**
 * Synthesises a commit: from a checkout of it in a folder of its own outside every other checkout, with the packages of
 * its lock file, in an environment without credentials.
 * @returns the packages that it was supplied with if the assembly is in `output`; otherwise why there is none.
 */
export async function synthesiseCommit(commit: Commit, synthesis: Synthesis): Promise<Given> {
  const {
    folder,
    inside,
    commit: { sha },
  } = commit;
  const missing = notInCommit(folder, sha);
  if (missing.length > 0) return { refusals: missing };
  const app = folderIn(inside, synthesis.project.folder ?? ".");
  const apps = appFolders(folder, sha);
  if (!apps.includes(app)) return { refusals: [noApp(app, apps)] };
  const work = mkdtempSync(join(tmpdir(), "interlock-"));
  try {
    const source = join(work, "source");
    checkOut(folder, sha, source);
    const given = givePackages(source, join(source, app), synthesis.cache, synthesis.available);
    if ("refusals" in given) return given;
    const said = await synth(join(source, app), mkdtempSync(join(work, "home-")), synthesis);
    return said === null ? given : { refusals: [failed(commit, said)] };
  } catch (error) {
    if (!isInterlockError(error)) throw error;
    return { refusals: [{ rule: "synthesis", where: sha, seen: error.message, todo: "see the message" }] };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** A folder of the repository as git writes it: the top folder is empty, and none ends with a slash. */
const folderIn = (inside: string, folder: string): string =>
  join(inside, folder).replace(/\/+$/, "").replace(/^\.$/, "");

function noApp(app: string, apps: readonly string[]): Refusal {
  const named = apps.filter((folder) => app === "" || folder.startsWith(`${app}/`));
  return {
    rule: "app-folder",
    where: app || "the top folder",
    seen: "it has no cdk.json",
    todo:
      named.length === 0
        ? "commit the CDK app's cdk.json"
        : `name one of the folders that have one: ${named.join(", ")} (--repository, or "folder" in interlock.json)`,
  };
}

/** Runs `cdk synth`; null if it succeeded, otherwise what it said last. */
async function synth(
  app: string,
  home: string,
  { project, context, output, cdk }: Synthesis,
): Promise<string | null> {
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true, mode: 0o700 });
  const values = Object.entries({ ...project.context, ...context }).flatMap(([name, value]) => [
    "--context",
    `${name}=${value}`,
  ]);
  const child = spawn(
    process.execPath,
    [cdk, "synth", "--quiet", "--output", output, "--no-version-reporting", "--no-lookups", ...values],
    {
      cwd: app,
      env: cleanEnvironment(home, [join(app, "node_modules", ".bin")], { CDK_DISABLE_VERSION_CHECK: "1" }),
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString("utf8")).slice(-8_000);
    });
  const code = await new Promise<number | null>((resolve) => {
    child.on("error", () => resolve(null));
    child.on("close", resolve);
  });
  return code === 0 && existsSync(join(output, "manifest.json")) ? null : lastLines(said);
}

/** Why the app did not synthesise. A file that the app looks for may be one that .gitignore keeps out of the commit. */
function failed({ folder, commit: { sha } }: Commit, said: string): Refusal {
  const ignored = ignoredFiles(folder).find((path) => said.includes(path.replace(/\/$/, "")));
  return ignored === undefined
    ? {
        rule: "synthesis",
        where: sha,
        seen: `the app does not synthesise: ${said}`,
        todo: "correct the app; it runs without credentials, from a checkout of the commit",
      }
    : {
        rule: "whole-commit",
        where: ignored,
        seen: `the app does not synthesise without ${ignored}, which .gitignore keeps out of the commit: ${said}`,
        todo: "commit it, or synthesise in your pipeline and submit with --assembly",
      };
}
