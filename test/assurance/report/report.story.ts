import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { report } from "../../../lib/command-line/commands/report.ts";
import { World } from "../../fakes/world.ts";
import { launch, picture, profile, viewports } from "../../stories/browsers.ts";
import { bytesOf, dying, failing, noAt, partsOf, take } from "../tamper/bundles.ts";

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
  const failed = new World();
  await take(failed);
  const inProduction = await take(failed, {
    attempt: 2,
    templateOf: (of, name) =>
      `{"${of}":"${name} anew${of === "production" && name === "compute" ? " fails" : ""}"}`,
  });
  const quarantined = new World();
  quarantined.stacks.lingering.add("shop-development-network-bucket");
  const alone = async (options: Parameters<typeof take>[1]) => {
    const world = new World();
    return bytesOf(await partsOf(world, await take(world, options)));
  };
  const bundles = {
    succeeded: await alone({}),
    "rolled-back": bytesOf(await partsOf(failed, inProduction)),
    rejected: await alone({ says: noAt("staging-sign-off") }),
    quarantined: bytesOf(
      await partsOf(quarantined, await take(quarantined, { templateOf: failing("development", "database") })),
    ),
    open: await alone({ interrupt: dying("6.1 Read change record") }),
    "not-sound": Buffer.from((await alone({})).toString("utf8").replace('"created"', '"updated"')),
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
