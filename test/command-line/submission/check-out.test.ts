import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  appFolders,
  checkOut,
  ignoredFiles,
  notInCommit,
} from "../../../lib/command-line/submission/check-out.ts";

let work: string;
let repository: string;

const git = (...words: string[]) =>
  execFileSync(
    "git",
    ["-C", repository, "-c", "user.name=Dora", "-c", "user.email=dora@example.com", ...words],
    {
      encoding: "utf8",
    },
  ).trim();

/** Commits these files, and returns the commit. */
function commit(files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(repository, path, ".."), { recursive: true });
    writeFileSync(join(repository, path), text);
  }
  git("add", "-A");
  git("commit", "-q", "-m", "feat: a commit");
  return git("rev-parse", "HEAD");
}

beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), "check-out-"));
  repository = join(work, "repository");
  mkdirSync(repository);
  git("init", "-q");
});
afterEach(() => rmSync(work, { recursive: true, force: true }));

test("a commit is checked out as it is, also what an archive would leave out, and nothing that is not committed", () => {
  const sha = commit({
    ".gitattributes": "secret.txt export-ignore\n*.txt text\n",
    "secret.txt": "one\r\ntwo\n",
  });
  writeFileSync(join(repository, "secret.txt"), "edited");
  writeFileSync(join(repository, "new.txt"), "new");
  checkOut(repository, sha, join(work, "out"));

  expect(readdirSync(join(work, "out")).sort()).toEqual([".git", ".gitattributes", "secret.txt"]);
  expect(readFileSync(join(work, "out", "secret.txt"), "utf8")).toBe(
    git("show", `${sha}:secret.txt`).concat("\n"),
  );
});

test("no hook of the repository runs", () => {
  const sha = commit({ "a.txt": "a" });
  const hook = join(repository, ".git", "hooks", "post-checkout");
  writeFileSync(hook, `#!/bin/sh\ntouch ${join(work, "ran")}\n`, { mode: 0o755 });
  checkOut(repository, sha, join(work, "out"));

  expect(readdirSync(work).sort()).toEqual(["out", "repository"]);
});

test("a commit that does not exist is refused with git's words", () => {
  commit({ "a.txt": "a" });

  expect(() => checkOut(repository, "0".repeat(40), join(work, "out"))).toThrow(
    /the commit 000000000000 cannot be checked out \(.*git fsck/s,
  );
});

test("pointers of Git LFS are no files of the commit", () => {
  const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n";
  const sha = commit({ "assets/logo.png": pointer, "readme.md": `no pointer: ${pointer}` });

  expect(notInCommit(repository, sha).map(({ rule, where, seen }) => [rule, where, seen])).toEqual([
    ["whole-commit", "assets/logo.png", "assets/logo.png is a pointer of Git LFS"],
  ]);
});

test("a submodule is no part of the commit", () => {
  const sha = commit({ "a.txt": "a" });
  git("update-index", "--add", "--cacheinfo", `160000,${sha},lib/shared`);
  git("commit", "-q", "-m", "feat: a submodule");

  expect(notInCommit(repository, git("rev-parse", "HEAD")).map(({ seen }) => seen)).toEqual([
    "lib/shared is a submodule",
  ]);
});

test("the apps of a commit are the folders with a cdk.json", () => {
  const sha = commit({
    "cdk.json": "{}",
    "apps/b/cdk.json": "{}",
    "apps/a/cdk.json": "{}",
    "x/not-cdk.json": "{}",
  });

  expect(appFolders(repository, sha)).toEqual(["", "apps/a", "apps/b"]);
});

test("files that .gitignore keeps out are told, but for packages and output", () => {
  commit({ ".gitignore": ".env\nnode_modules\ncdk.out\n" });
  for (const path of [".env", "node_modules/a.js", "cdk.out/manifest.json"]) {
    mkdirSync(join(repository, path, ".."), { recursive: true });
    writeFileSync(join(repository, path), "");
  }

  expect(ignoredFiles(repository)).toEqual([".env"]);
});
