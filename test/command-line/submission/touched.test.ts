import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { isTouched } from "../../../lib/command-line/submission/touched.ts";

const folder = mkdtempSync(join(tmpdir(), "monorepo-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const git = (...args: readonly string[]): string =>
  execFileSync("git", ["-c", "user.name=Dev", "-c", "user.email=dev@example.com", ...args], {
    cwd: folder,
    encoding: "utf8",
  }).trim();
function commit(file: string): string {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), String(Math.random()));
  git("add", "--all");
  git("commit", "--quiet", "--message", file);
  return git("rev-parse", "HEAD");
}
git("init", "--quiet");
const released = commit("services/orders/app.ts");
commit("services/shop/app.ts");
const last = commit("services/orders-old/app.ts");

test.each([
  ["a folder in which nothing changed", ["services/orders"], false],
  ["a folder in which something changed", ["services/shop"], true],
  ["one of several", ["services/orders", "services/shop"], true],
  ["a file", ["services/shop/app.ts"], true],
  ["a folder that is not there", ["services/none"], false],
  ["a name that would be a pattern to git", ["services/*"], false],
  ["a name that would be another one's magic", [":(exclude)services/orders"], false],
  ["no path at all", [], true],
])("%s decides whether a commit counts", (_, paths, isThere) => {
  expect(isTouched(folder, released, paths)).toBe(isThere);
  // It is told from the top folder, wherever the app is.
  expect(isTouched(join(folder, "services/shop"), released, paths)).toBe(isThere);
});

test("without a release, or without its commit in the clone, every commit counts", () => {
  expect(isTouched(folder, null, ["services/orders"])).toBe(true);
  expect(isTouched(folder, "0".repeat(40), ["services/orders"])).toBe(true);
  expect(isTouched(folder, last, ["services/orders"])).toBe(false);
});

test("what was taken back since the release counts no more", () => {
  const before = git("rev-parse", "HEAD");
  commit("services/orders/app.ts");
  expect(isTouched(folder, before, ["services/orders"])).toBe(true);
  git("revert", "--no-edit", "HEAD");
  expect(isTouched(folder, before, ["services/orders"])).toBe(false);
});

test.each(["", "/etc", "../other", "services/../../other"])("the path %j is refused", (path) => {
  expect(() => isTouched(folder, released, [path])).toThrow("name a folder or a file from its top folder");
});
