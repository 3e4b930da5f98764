import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { introduceKey } from "../../../lib/command-line/commands/deploy.ts";
import { connectionTo } from "../../fixtures/listed-run.ts";
import { controlPlaneAccount, places } from "../../simulator/accounts/environment-accounts.ts";
import { application, begin, finish, install, leaseOf, openByHand } from "../../simulator/runs.ts";
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

test("a deployment is refused that leaves out a signing key, before anything is synthesised", async () => {
  const world = install();
  world.kms.addSigningKey();
  const { lines, code } = await terminalAt(world)(`interlock deploy --settings ${settingsFile()}`);
  expect(code).not.toBe(0);
  expect(lines.join("\n")).toContain("counts 1 signing key, and 2 are deployed: set keys.signing to 2");
  expect(lines.join("\n")).not.toContain("synthesising");
});

test("a new signing key takes its place after the deployment, or says which run it waits for", async () => {
  const world = install();
  const introduce = () =>
    world.does(() => introduceKey(connectionTo(world).installation), "a terminal") as Promise<string>;
  const { runId } = await begin(world);
  world.kms.addSigningKey();
  world.functions.redeploy();
  expect(await introduce()).toBe(
    `a new signing key waits until the run ${runId} is over: that run keeps the key that it began with`,
  );
  await finish(world);
  expect(await introduce()).toBe("the newest signing key is in use, introduced by the one before it");
});
