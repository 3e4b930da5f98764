import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { checkout } from "../../../lib/sandbox/place.ts";

/** What a command printed, and how it ended. */
export type Said = { readonly text: string; readonly last: string; readonly code: number | null };

const cases = fileURLToPath(new URL("../../cases/apps", import.meta.url));

const git = (folder: string, ...args: readonly string[]) =>
  execFileSync("git", ["-c", "user.name=Dev", "-c", "user.email=dev@example.com", ...args], { cwd: folder });

/** A git repository with one of the ordinary applications, unedited, in a folder of `work`. */
export function repositoryOf(name: string, work: string): string {
  const folder = join(work, name);
  cpSync(join(cases, name), folder, { recursive: true });
  git(folder, "init", "--quiet");
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--message", `The application ${name}`);
  return folder;
}

/** Commits `orders` with a stack that waits for a signal that nobody sends: its update fails and is undone. */
export function commitFailure(repository: string): void {
  const path = join(repository, "lib", "orders-stage.ts");
  const source = readFileSync(path, "utf8")
    .replace("import { Duration,", "import { CfnWaitCondition, CfnWaitConditionHandle, Duration,")
    .replace(
      'const api = new RestApi(service, "Api"',
      'new CfnWaitCondition(service, "Never", { count: 1, timeout: "2", handle: new CfnWaitConditionHandle(service, "Handle").ref });\n    const api = new RestApi(service, "Api"',
    );
  writeFileSync(path, source);
  git(repository, "commit", "--quiet", "--all", "--message", "Wait for what never comes");
}

/** Commits `site` with its one edit: in a sandbox, which cannot run it, it deploys no files. */
export function commitWithoutFiles(repository: string): void {
  const path = join(repository, "lib", "brochure-stage.ts");
  const deploys = "new BucketDeployment(";
  const source = readFileSync(path, "utf8");
  const edited = source.replace(deploys, `if (this.node.tryGetContext("leaveOut") === undefined) ${deploys}`);
  if (edited === source) throw new Error(`${path} is not as it was`);
  writeFileSync(path, edited);
  git(repository, "commit", "--quiet", "--all", "--message", "Deploy no files in a sandbox");
}

/** How often an application was edited since `repositoryOf` committed it. */
export const editsOf = (repository: string): number =>
  Number(git(repository, "rev-list", "--count", "HEAD")) - 1;

/** A clone of this checkout at its commit, in which nothing is installed yet. */
export function freshClone(work: string): string {
  const folder = join(work, "clone");
  git(work, "clone", "--quiet", checkout, folder);
  return folder;
}

/** Runs a program in a folder as a person does, and prints what it prints. */
function said(cwd: string, program: string, args: readonly string[]): Said {
  const { stdout, stderr, status } = spawnSync(program, args, { cwd, encoding: "utf8", maxBuffer: 1 << 28 });
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  return { text: `${stdout}${stderr}`, last: stdout.trim().split("\n").at(-1) ?? "", code: status };
}

/** Runs `npm start` with these options in a clone. */
export const npmStart = (clone: string, ...options: readonly string[]): Said =>
  said(clone, "npm", ["start", "--", ...options]);

/** Runs a command of Interlock in a clone. */
export type Command = (...args: readonly string[]) => Said;

/** The commands of Interlock in a clone that has been started. */
export const interlockIn =
  (clone: string): Command =>
  (...args) =>
    said(clone, process.execPath, ["bin/interlock.ts", ...args]);

/** The commands of Interlock in this checkout. */
export const interlock: Command = interlockIn(checkout);

const mostExports = 10;
const exportEveryMs = 15_000;

/**
 * Whether the records of a run, exported from a sandbox, are found sound, and end in this verdict. A checkpoint vouches for their end
 * some time after the run has ended; until then they are exported again.
 */
export async function isProved(
  interlock: Command,
  runId: string,
  verdict: string,
  work: string,
  installation: readonly string[],
): Promise<boolean> {
  const bundle = join(work, `${runId}.jsonl`);
  for (let exports = 0; exports < mostExports; exports += 1) {
    interlock("records", "export", runId, "--output", bundle, ...installation);
    const { code, text } = interlock("verify", bundle, "--trust-own-key");
    if (code === 0) return text.includes(verdict);
    if (!text.includes("export the run again")) return false;
    await setTimeout(exportEveryMs);
  }
  return false;
}
