import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { controlPlaneAccount, places } from "../../simulator/accounts/environment-accounts.ts";
import { application, install, leaseOf, openByHand } from "../../simulator/runs.ts";
import { terminalAt } from "../../simulator/terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "deploy-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The default settings, for an account in memory. */
function settingsFile(): string {
  const standard = fileURLToPath(
    new URL("../../../lib/control-plane/default-settings.json", import.meta.url),
  );
  const path = join(folder, "settings.json");
  const accounts = { controlPlane: { account: controlPlaneAccount, region: "us-east-1" }, ...places };
  const settings = JSON.parse(readFileSync(standard, "utf8")) as object;
  writeFileSync(path, JSON.stringify({ ...settings, application, accounts }));
  return path;
}

test("a deployment is refused while a run is open, and names it, before anything is synthesised", async () => {
  const world = install();
  const { runId } = await openByHand(world);
  const before = await leaseOf(world);
  const { lines, code } = await terminalAt(world)(`interlock deploy --settings ${settingsFile()}`);

  expect(code).not.toBe(0);
  expect(lines.join("\n")).toContain(`PrerequisiteMissing: the run ${runId} is open`);
  expect(lines.join("\n")).not.toContain("synthesising");
  expect(await leaseOf(world)).toEqual(before);
});
