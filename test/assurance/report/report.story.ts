import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { report } from "../../../lib/command-line/commands/report.ts";
import { application, failing, install, rejectAt, take, takeUntil } from "../../simulator/runs.ts";
import type { World } from "../../simulator/world.ts";
import { launch, picture, profile, viewports } from "../../stories/browsers.ts";
import { bytesOf, partsOf } from "../tamper/bundles.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "reports-"));
let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A report of every kind of run, by what became of it, as the address of its page. */
async function pages(): Promise<ReadonlyMap<string, string>> {
  const bundleOf = async (world: World, runId: string) => bytesOf(await partsOf(world, runId));
  const taken = async (arrange: (world: World) => void, shape = {}) => {
    const world = install();
    arrange(world);
    return bundleOf(world, (await take(world, shape)).runId);
  };
  const nothing = () => undefined;
  const failed = install();
  await take(failed);
  const update = { attempt: 2, version: 2, ...failing("production", "compute") };
  const open = install();
  const bundles = {
    succeeded: await taken(nothing),
    "rolled-back": await bundleOf(failed, (await take(failed, update)).runId),
    rejected: await taken((world) => rejectAt(world, "staging-sign-off")),
    quarantined: await taken(
      (world) => world.cloudFormation.leftBehind.add(`${application}-development-network Bucket`),
      failing("development", "database"),
    ),
    open: await bundleOf(open, await takeUntil(open, "6.1 Read change record")),
    "not-sound": Buffer.from((await taken(nothing)).toString("utf8").replace('"created"', '"updated"')),
  };
  const written = new Map<string, string>();
  for (const [name, bytes] of Object.entries(bundles)) {
    const bundle = join(folder, `${name}.jsonl`);
    const output = join(folder, `${name}.html`);
    writeFileSync(bundle, bytes);
    await report(bundle, { sandbox: "none", output });
    written.set(name, pathToFileURL(output).href);
  }
  return written;
}

test("no report breaks a rule of axe, at a phone or a desk, by day or by night, with every part open", async () => {
  const found: string[] = [];
  for (const [name, address] of await pages())
    for (const viewport of Object.keys(viewports) as (keyof typeof viewports)[])
      for (const colorScheme of ["light", "dark"] as const) {
        const context = await profile(browser, viewport, { colorScheme, bypassCSP: true });
        const page = await context.newPage();
        await page.goto(address);
        await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
        await page.evaluate(axe);
        const { violations } = (await page.evaluate("axe.run()")) as {
          violations: readonly {
            readonly id: string;
            readonly nodes: readonly { readonly html: string }[];
          }[];
        };
        found.push(
          ...violations.map(({ id, nodes }) => `${name} ${viewport} ${colorScheme}: ${id} ${nodes[0]?.html}`),
        );
        await context.close();
      }
  expect(found).toEqual([]);
});

test("a report asks for nothing beside itself, and no part of it is wider than a phone", async () => {
  for (const [name, address] of await pages()) {
    const context = await profile(browser, "phone");
    const page = await context.newPage();
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(address);
    expect(asked).toEqual([address]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(
      viewports.phone.width,
    );
    await context.close();
    for (const viewport of Object.keys(viewports) as (keyof typeof viewports)[]) {
      const seen = await profile(browser, viewport);
      const shown = await seen.newPage();
      await shown.goto(address);
      await picture(shown, `report-${name}-${viewport}`);
      await seen.close();
    }
  }
});

test("on paper everything is open, and nothing is cut", async () => {
  const address = (await pages()).get("rolled-back") ?? "";
  const context = await profile(browser, "desktop");
  const page = await context.newPage();
  await page.goto(address);
  await page.emulateMedia({ media: "print" });
  const hidden = await page.evaluate(
    "[...document.querySelectorAll('details > div')].filter((one) => !one.checkVisibility()).length",
  );
  expect(hidden).toBe(0);
  await picture(page, "report-rolled-back-print");
  const paper = await page.pdf({ preferCSSPageSize: true });
  expect(paper.length).toBeGreaterThan(10_000);
  await context.close();
});
