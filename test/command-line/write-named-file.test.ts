import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { init } from "../../lib/command-line/commands/init.ts";
import { initPlan } from "../../lib/command-line/commands/plan.ts";
import { report } from "../../lib/command-line/commands/report.ts";
import { trial } from "../fixtures/init-options.ts";

const folder = mkdtempSync(join(tmpdir(), "written-"));
const file = join(folder, "file");
writeFileSync(file, "");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const under = join(file, "under-a-file");
const bundle = join(import.meta.dirname, "../cases/bundles/before-signed-decisions.jsonl");

describe("a file that cannot be written is named, with what to do", () => {
  test.each([
    ["under a file", under],
    ["in a folder that is missing", join(folder, "missing", "report.html")],
    ["that is a folder", folder],
  ])("where a report goes to a place %s", async (_what, output) => {
    await expect(report(bundle, { output })).rejects.toThrow(/cannot be written \(.*\): name another file/);
  });

  test("where a plan goes to a place under a file", () => {
    expect(() => initPlan(under, { id: "ours", from: "application" })).toThrow(
      /cannot be written .* name a new file/,
    );
  });

  test("where the repository is a file", () => {
    expect(() => init("none", { ...trial, repository: file })).toThrow(
      /cannot be written .* name the folder/,
    );
    expect(readdirSync(folder)).toEqual(["file"]);
  });
});
