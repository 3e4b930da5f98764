import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { adoptableCommit } from "../../../lib/command-line/submission/adoptable-commit.ts";

let work: string;
let repository: string;

const git = (...words: string[]) =>
  execFileSync(
    "git",
    ["-C", repository, "-c", "user.name=Dora", "-c", "user.email=dora@example.com", ...words],
    { encoding: "utf8" },
  ).trim();
const commit = (): string => {
  git("commit", "-q", "--allow-empty", "-m", "feat: a commit");
  return git("rev-parse", "HEAD");
};

beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), "adoptable-"));
  repository = join(work, "shop");
  mkdirSync(repository);
  git("init", "-q", "-b", "main");
});
afterEach(() => rmSync(work, { recursive: true, force: true }));

test("a commit that HEAD descends from, or HEAD itself, can be adopted, under the repository's full name", () => {
  const first = commit();
  const second = commit();
  git("remote", "add", "origin", "https://user:password@github.com/acme/shop.git");

  expect(adoptableCommit(repository, first)).toBe("github.com/acme/shop");
  expect(adoptableCommit(repository, second)).toBe("github.com/acme/shop");
});

describe("it is refused to adopt", () => {
  const expectRefusal = (id: string, says: string) => {
    let thrown: unknown;
    try {
      adoptableCommit(repository, id);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ name: "InvalidInput", message: expect.stringContaining(says) });
  };

  test.each([
    ["a commit that the repository lacks", "e".repeat(40), "has no commit eeee"],
    ["what is no revision", "nothing here", "has no commit nothing here"],
    ["an option", "--all", "has no commit --all"],
  ])("%s", (_what, id, says) => {
    commit();

    expectRefusal(id, says);
  });

  test.each([
    ["an abbreviated id", (id: string) => id.slice(0, 12)],
    ["a branch", () => "main"],
    ["HEAD", () => "HEAD"],
    ["an id in capitals", (id: string) => id.toUpperCase()],
  ])("%s, and the whole id is told", (_what, named) => {
    // A hexadecimal id without a letter has no capitals.
    let id = commit();
    while (!/[a-f]/.test(id)) id = commit();

    expectRefusal(named(id), `write ${id}`);
  });

  test("a commit of another branch", () => {
    commit();
    git("checkout", "-q", "-b", "other");
    const id = commit();
    git("checkout", "-q", "main");

    expectRefusal(id, `does not descend from ${id}`);
  });

  test("anything of a repository without a commit", () => {
    expect(() => adoptableCommit(repository, "e".repeat(40))).toThrow("the repository has no commit");
  });
});
