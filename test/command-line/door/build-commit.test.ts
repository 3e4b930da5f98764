import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildCommit } from "../../../lib/command-line/door/build-commit.ts";
import { buildLogOf, buildResult, keepResult, keptAssembly } from "../../../lib/command-line/door/builds.ts";
import {
  ensureRepository,
  headOf,
  keepProject,
  pushCommit,
} from "../../../lib/command-line/door/repository.ts";
import { SandboxPlace } from "../../../lib/sandbox/place.ts";

const place = new SandboxPlace("test-of-builds");
const work = mkdtempSync(join(tmpdir(), "builds-"));
const git = (folder: string, ...args: readonly string[]) =>
  execFileSync("git", ["-C", folder, "-c", "user.name=Dora", "-c", "user.email=dora@example.com", ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();

/** A repository with one commit, pushed to the sandbox's. There is no sandbox whom its hook could tell. */
function pushed(format = "sha1") {
  const source = mkdtempSync(join(work, "source-"));
  git(source, "init", "--quiet", "--initial-branch=main", `--object-format=${format}`);
  mkdirSync(join(source, "app"));
  writeFileSync(join(source, "app", "cdk.json"), "{}");
  git(source, "add", ".");
  git(source, "commit", "--quiet", "--message", "feat: a shop");
  const commit = git(source, "rev-parse", "HEAD");
  const repository = ensureRepository(place, "shop", commit);
  git(repository, "config", "core.hooksPath", "/dev/null");
  pushCommit(source, repository, commit);
  const event = {
    version: 1,
    application: "shop",
    door: "sandbox",
    repository: "shop",
    branch: "main",
    commit,
    previous: null,
  } as const;
  return { source, repository, commit, event };
}

/** A program in the place of the command line. */
function program(code: string): string {
  const file = join(mkdtempSync(join(work, "program-")), "program.mjs");
  writeFileSync(file, code);
  return file;
}

beforeEach(() => rmSync(place.folder, { recursive: true, force: true }));
afterAll(() => {
  rmSync(place.folder, { recursive: true, force: true });
  rmSync(work, { recursive: true, force: true });
});

const tenSeconds = 10_000;
const submits = `console.log("submitted 0123456789ab as run shop-0123456789ab-1"); console.log(process.argv.slice(2).join(" "));`;

test("a commit is built from a whole clone of it, in the folder and with the plan that were pushed", async () => {
  const { repository, event, commit } = pushed();
  keepProject(repository, { origin: "https://github.com/team/shop", folder: "app", plan: "application" });
  const looks = `import { execFileSync } from "node:child_process";
    const at = process.argv[process.argv.indexOf("--repository") + 1];
    console.log(execFileSync("git", ["-C", at, "log", "-1", "--format=%H"], { encoding: "utf8" }));
    console.log(execFileSync("git", ["-C", at, "remote", "get-url", "origin"], { encoding: "utf8" }));${submits}`;
  expect(await buildCommit(place, event, tenSeconds, program(looks))).toEqual({
    outcome: "submitted",
    runId: "shop-0123456789ab-1",
  });
  const log = readFileSync(buildLogOf(place, "shop", commit), "utf8");
  expect(log).toContain(commit);
  expect(log).toContain("https://github.com/team/shop");
  expect(log).toMatch(
    /submit --sandbox test-of-builds --application shop --door sandbox --repository \S+\/app --plan application\n/,
  );
});

test("an assembly that was kept of the commit is submitted instead of made again, and goes afterwards", async () => {
  const { event, commit } = pushed();
  const kept = keptAssembly(place, commit, "");
  mkdirSync(kept, { recursive: true });
  writeFileSync(join(kept, "manifest.json"), "{}");
  await buildCommit(place, event, tenSeconds, program(submits));
  expect(readFileSync(buildLogOf(place, "shop", commit), "utf8")).toContain(`--assembly ${kept}`);
  expect(existsSync(kept)).toBe(false);
});

test("a build that hangs is ended after its time, with everything that it started", async () => {
  const { event } = pushed();
  const mark = join(work, "still-there");
  const late = program(
    `import { writeFileSync } from "node:fs"; setTimeout(() => writeFileSync(${JSON.stringify(mark)}, ""), 1_500);`,
  );
  const hangs = `import { spawn } from "node:child_process";
    spawn(process.execPath, [${JSON.stringify(late)}], { stdio: "ignore" });
    setTimeout(() => undefined, 60_000);`;
  const result = await buildCommit(place, event, 700, program(hangs));
  expect(result).toEqual({
    outcome: "failed",
    because: expect.stringMatching(/^the build took longer than .* minutes/),
  });
  await new Promise((resolve) => setTimeout(resolve, 1_700));
  expect(existsSync(mark)).toBe(false);
});

test("a build sees none of the caller's credentials, and only the user can read what it printed", async () => {
  const { event, commit } = pushed();
  const before = { ...process.env };
  Object.assign(process.env, {
    AWS_SECRET_ACCESS_KEY: "canary-aws",
    GITHUB_TOKEN: "canary-github",
    NPM_TOKEN: "canary-npm",
    npm_config__authToken: "canary-registry",
  });
  try {
    await buildCommit(
      place,
      event,
      tenSeconds,
      program(`console.log(JSON.stringify(process.env));${submits}`),
    );
  } finally {
    process.env = before;
  }
  const log = buildLogOf(place, "shop", commit);
  expect(readFileSync(log, "utf8")).not.toContain("canary");
  expect(statSync(log).mode & 0o777).toBe(0o600);
});

test("a build that fails says what it said last", async () => {
  const { event } = pushed();
  const fails = program(
    `console.error("InvalidChange: the app does not synthesise\\u001b[31m"); process.exitCode = 1;`,
  );
  expect(await buildCommit(place, event, tenSeconds, fails)).toEqual({
    outcome: "failed",
    because: expect.stringContaining("InvalidChange: the app does not synthesise"),
  });
});

test("a repository that is gone, or that lacks the commit, fails the build in words", async () => {
  const { event, repository } = pushed();
  const other = { ...event, commit: "f".repeat(40) };
  expect(await buildCommit(place, other, tenSeconds, program(submits))).toEqual({
    outcome: "failed",
    because: expect.stringMatching(/^the commit ffffffffffff cannot be cloned .*: push it again$/s),
  });
  rmSync(repository, { recursive: true });
  expect(await buildCommit(place, event, tenSeconds, program(submits))).toEqual({
    outcome: "failed",
    because: expect.stringMatching(/^the repository .* is gone: push the commit again$/),
  });
});

test("a force push moves the branch, and the same commit again moves nothing", () => {
  const { source, repository, commit } = pushed();
  expect(pushCommit(source, repository, commit)).toBe(false);
  git(source, "commit", "--quiet", "--amend", "--message", "feat: another shop");
  const other = git(source, "rev-parse", "HEAD");
  expect(pushCommit(source, repository, other)).toBe(true);
  expect(headOf(repository)).toBe(other);
});

test("a result that was kept is read again, and forgotten", () => {
  const failed = { outcome: "failed", because: "no" } as const;
  keepResult(place, "shop", "1".repeat(40), failed);
  expect(buildResult(place, "shop", "1".repeat(40))).toEqual(failed);
  keepResult(place, "shop", "1".repeat(40), null);
  expect(buildResult(place, "shop", "1".repeat(40))).toBeNull();
});

describe("a repository whose commits have SHA-256 ids", () => {
  test("is built like another, also where nothing was pushed yet when the sandbox started", async () => {
    ensureRepository(place, "shop");
    const { event, commit, repository } = pushed("sha256");
    expect(commit).toHaveLength(64);
    expect(headOf(repository)).toBe(commit);
    expect(await buildCommit(place, event, tenSeconds, program(submits))).toMatchObject({
      outcome: "submitted",
    });
  });

  test("is refused where others were pushed, with what to do, and those stay", () => {
    const { repository, commit } = pushed();
    expect(() => pushed("sha256")).toThrow("start a sandbox of its own for it, with --sandbox NAME");
    expect(headOf(repository)).toBe(commit);
  });
});
