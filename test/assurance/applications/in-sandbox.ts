import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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

/** Runs `interlock` as a person does, and prints what it prints. */
export function interlock(...args: readonly string[]): Said {
  const { stdout, stderr, status } = spawnSync(process.execPath, ["bin/interlock.ts", ...args], {
    cwd: checkout,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  return { text: `${stdout}${stderr}`, last: stdout.trim().split("\n").at(-1) ?? "", code: status };
}

/** Whether the records of a run, exported from a sandbox, are found sound, and end in this verdict. */
export function isProved(
  runId: string,
  verdict: string,
  work: string,
  installation: readonly string[],
): boolean {
  const bundle = join(work, `${runId}.jsonl`);
  interlock("records", "export", runId, "--output", bundle, ...installation);
  const { code, text } = interlock("verify", bundle, "--trust-own-key");
  return code === 0 && text.includes(verdict);
}
