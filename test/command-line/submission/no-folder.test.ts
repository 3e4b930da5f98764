import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readCommit } from "../../../lib/command-line/submission/read-commit.ts";

const folder = mkdtempSync(join(tmpdir(), "no-folder-"));
symlinkSync("loop", join(folder, "loop"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ["is not there", join(folder, "missing")],
  ["is a link to itself", join(folder, "loop")],
  ["is longer than any path", join(folder, "a".repeat(5_000))],
  ["is a file", import.meta.filename],
])("a repository that %s is refused in words", (_what, path) => {
  expect(readCommit(path, null)).toMatchObject({
    refusals: [{ rule: "no-repository", seen: "there is no such folder" }],
  });
});
