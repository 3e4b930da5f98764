import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contributorsSince, headOf } from "../../../lib/command-line/submission/commit.ts";

let folder: string;
const git = (...args: string[]) =>
  execFileSync("git", ["-C", folder, "-c", "user.name=Dora", "-c", "user.email=dora@example.com", ...args]);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "repository-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("reads a commit with its author, committer and co-authors", () => {
  git("init", "--quiet");
  writeFileSync(join(folder, "file"), "text");
  git("add", ".");
  git("commit", "--quiet", "-m", "feat: a shop\n\nCo-authored-by: Eve <eve@example.com>");
  git("remote", "add", "origin", "https://user:password@example.com/team/shop.git");
  const { repository, commit } = headOf(folder);
  expect(repository).toBe("shop");
  expect(commit).toMatchObject({
    subject: "feat: a shop",
    author: { name: "Dora", address: "dora@example.com" },
    coAuthors: [{ name: "Eve", address: "eve@example.com" }],
    parents: [],
  });
});

test("refuses a folder that is not a repository, and a repository without a commit", () => {
  expect(() => headOf(folder)).toThrow("has no commit to submit");
  git("init", "--quiet");
  expect(() => headOf(folder)).toThrow("name a git repository with --repository");
});

test("names everyone who worked on the commits that are added or reverted since the last successful run", () => {
  git("init", "--quiet", "--initial-branch=main");
  const commit = (author: string, message: string) => {
    git(
      "-c",
      `user.name=${author}`,
      "-c",
      `user.email=${author}@example.com`,
      "commit",
      "--quiet",
      "--allow-empty",
      "-m",
      message,
    );
    return headOf(folder).commit.sha;
  };
  const peopleSince = (since: string | null) =>
    contributorsSince(headOf(folder), since)
      .people.map(({ address }) => address.split("@")[0])
      .sort();
  const first = commit("ada", "feat: one");
  git("checkout", "--quiet", "-b", "other");
  const taken = commit(
    "bob",
    "feat: two\n\nCo-authored-by: Cleo <cleo@example.com>\nReviewed-by: No <no@example.com>",
  );
  git("checkout", "--quiet", "main");
  commit("dora", "feat: three");
  expect(peopleSince(null)).toEqual(["ada", "dora"]);
  expect(peopleSince(first)).toEqual(["dora"]);
  expect(peopleSince(taken)).toEqual(["bob", "cleo", "dora"]);
  expect(() => contributorsSince(headOf(folder), "f".repeat(40))).toThrow("fetch the whole history");
});
