import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { report } from "../../lib/command-line/commands/report.ts";
import type { Gate } from "../../lib/domain/gates.ts";
import { bytesOf, partsOf } from "../assurance/tamper/bundles.ts";
import type { Shape } from "../simulator/changes.ts";
import { application, failing, install, rejectAt, take, takeUntil } from "../simulator/runs.ts";

const folder = mkdtempSync(join(tmpdir(), "report-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The page about a bundle that is a file, and whether it was sound. */
async function pageOf(bundle: Buffer) {
  const file = join(folder, "bundle.jsonl");
  writeFileSync(file, bundle);
  const output = join(folder, "report.html");
  const { sound } = await report(file, { sandbox: "none", output });
  return { sound, page: readFileSync(output, "utf8") };
}
/** The bundle of a run, which is rejected at a gate or stopped at a state if a test says so. */
async function bundleOf(
  shape: Shape = {},
  { rejectedAt, stoppedAt }: { rejectedAt?: Gate; stoppedAt?: string } = {},
) {
  const world = install();
  if (rejectedAt !== undefined) rejectAt(world, rejectedAt);
  const runId =
    stoppedAt === undefined ? (await take(world, shape)).runId : await takeUntil(world, stoppedAt, shape);
  return bytesOf(await partsOf(world, runId));
}
const words = (page: string) =>
  page
    .replace(/<style>.*<\/style>/s, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");

test("tells a run that succeeded: phases, gates with who and why, checks, steps, digests", async () => {
  const { sound, page } = await pageOf(await bundleOf());
  const said = words(page);
  expect(sound).toBe(true);
  for (const told of [
    "SUCCEEDED",
    "Phase A: development",
    "Phase B: staging",
    "Phase C: production",
    "change-manager approved change-record",
    "by possession of the mailbox",
    "security checks passing",
    `${application}-production-ingress`,
    "run closed",
    "Verified",
  ])
    expect(said).toContain(told);
});

test("tells what was undone, in which order, and what proves it", async () => {
  const { page } = await pageOf(await bundleOf(failing("staging", "compute")));
  const said = words(page);
  for (const told of [
    "ROLLED BACK",
    "What was undone",
    "In this order",
    "none is there any more that has to go",
    "looked for in staging",
    "as it was",
  ])
    expect(said).toContain(told);
});

test.each<[string, { rejectedAt?: Gate; stoppedAt?: string }, string]>([
  ["rejected", { rejectedAt: "change-record" }, "change-manager rejected change-record"],
  ["open", { stoppedAt: "6.1 Read change record" }, "The run is not over"],
])("tells a run that is %s", async (_what, options, told) => {
  expect(words((await pageOf(await bundleOf({}, options))).page)).toContain(told);
});

test("says first that a bundle is not sound, and claims no verdict", async () => {
  const bundle = (await bundleOf())
    .toString("utf8")
    .replace('"actor":"close-run"', '"actor":"somebody"')
    .replace('"result":"created"', '"result":"updated"');
  const { sound, page } = await pageOf(Buffer.from(bundle));
  expect(sound).toBe(false);
  expect(words(page)).toContain("NOT SOUND");
  expect(words(page)).not.toContain("SUCCEEDED");
  expect(page.indexOf("do not rely on this page")).toBeLessThan(page.indexOf("How it went"));
});

test("puts nothing from a commit into the page but as text", async () => {
  const author = { name: '<script>alert("a")</script>', address: "mallory@example.com" };
  const bundle = await bundleOf({ author }, { rejectedAt: "plan-approval" });
  const { page } = await pageOf(bundle);
  expect(page).not.toContain("<script");
  expect(page).toContain("&lt;script&gt;");
});

test("needs nothing beside it: no script, no address, no picture", async () => {
  const { page } = await pageOf(await bundleOf());
  expect(page).not.toMatch(/<(script|link|img|iframe|object)\b/);
  expect(page).not.toMatch(/(src|href)="(?!#)/);
  expect(page).not.toMatch(/url\(|@import/);
  expect(page).toContain("default-src 'none'");
});

test("is the same page for the same bundle, and each entry is told by a link that leads somewhere", async () => {
  const bundle = await bundleOf();
  const { page } = await pageOf(bundle);
  expect((await pageOf(bundle)).page).toBe(page);
  for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(page).toContain(`id="${target}"`);
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test("refuses what is neither a bundle nor a run, before anything is written", async () => {
  await expect(report(folder, { sandbox: "none" })).rejects.toMatchObject({ name: "InvalidInput" });
});
