// Ordinary applications under plan application: each is checked, and `orders` is taken through a sandbox of its own, unedited:
// first to SUCCEEDED, then with a second commit that fails, to a rollback that is proved.
//   --no-sandbox   only checks
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { check } from "../../../lib/command-line/commands/check.ts";
import { checkout } from "../../../lib/sandbox/place.ts";
import { allOf, atMost, reportFigures } from "../shared/write-figures.ts";

const { values } = parseArgs({ options: { "no-sandbox": { type: "boolean", default: false } } });
const cases = fileURLToPath(new URL("../../cases/apps", import.meta.url));
const applications = ["orders", "site", "ecs"];
const sandbox = "assure-applications";
const work = mkdtempSync(join(tmpdir(), "interlock-"));

const git = (folder: string, ...args: readonly string[]) =>
  execFileSync("git", ["-c", "user.name=Dev", "-c", "user.email=dev@example.com", ...args], { cwd: folder });

function repositoryOf(name: string): string {
  const folder = join(work, name);
  cpSync(join(cases, name), folder, { recursive: true });
  git(folder, "init", "--quiet");
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--message", `The application ${name}`);
  return folder;
}

/** Runs `interlock` and answers its last line. */
function interlock(...args: readonly string[]): string {
  const { stdout, stderr } = spawnSync(process.execPath, ["bin/interlock.ts", ...args], {
    cwd: checkout,
    encoding: "utf8",
  });
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  return stdout.trim().split("\n").at(-1) ?? "";
}

const takeThrough = (repository: string) =>
  interlock(
    ...["up", "--run", "--approve", "--sandbox", sandbox],
    ...["--repository", repository, "--plan", "application"],
  );

/** A stack that waits for a signal that nobody sends: its update fails and is undone. */
function addFailure(repository: string): void {
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

let sound = 0;
let right = 0;
let wanted = 0;
let firstMs = 0;
try {
  for (const name of applications) {
    const report = await check({ repository: repositoryOf(name), plan: "application" });
    for (const { rule, where, seen } of report.refusals) console.log(`${name}: ${rule}: ${where}: ${seen}`);
    console.log(`${name}: ${report.sound ? "sound" : "refused"}`);
    if (report.sound) sound += 1;
  }
  if (!values["no-sandbox"]) {
    const orders = join(work, "orders");
    const beganAtMs = performance.now();
    wanted += 1;
    if (takeThrough(orders).endsWith(" SUCCEEDED")) right += 1;
    firstMs = performance.now() - beganAtMs;
    addFailure(orders);
    wanted += 1;
    if (takeThrough(orders).endsWith(" ROLLED_BACK")) right += 1;
  }
} finally {
  if (!values["no-sandbox"]) interlock("down", "--sandbox", sandbox);
  rmSync(work, { recursive: true, force: true });
}

const reached = reportFigures("applications", "npm run assure -- applications", [
  allOf("ordinary applications that the door takes, unedited", sound, applications.length),
  allOf("runs that ended as they should", right, wanted),
  ...(wanted === 0
    ? []
    : [atMost("seconds from the command to SUCCEEDED", Math.round(firstMs / 1_000), 300)]),
]);
if (!reached) process.exitCode = 1;
