import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { open } from "../../lib/command-line/commands/open.ts";
import { gateState } from "../../lib/domain/gate/gate-state.ts";
import { isSealed } from "../../lib/domain/run/status.ts";
import { verdictOf } from "../../lib/domain/run/verdict.ts";
import { type InboxMail, mailsIn } from "../../lib/sandbox/mailbox.ts";
import { launch, picture, profile } from "./browsers.ts";
import { eventually } from "./eventually.ts";
import { begin, type Story } from "./waiting-run.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const heaviestPageBytes = 60 * 1024;

let story: Story;
let browser: Browser;
beforeAll(async () => {
  [story, browser] = await Promise.all([begin("browser"), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await story?.end();
});

/** What a person types: the environment that the page names, and the first of the digest's lines. */
async function typeChallenge(page: Page): Promise<void> {
  const digest = (await page.locator("[data-digest]").textContent()) ?? "";
  const environment = (await page.locator("[data-environment]").textContent()) ?? "";
  await page.getByLabel("Environment and digits").fill(`${environment} ${digest.slice(0, 8)}`);
}

/** How many digits are on the digest's first line, measured where the browser drew them. */
const lengthOfFirstLine = `(() => {
  const text = document.querySelector("[data-digest]").firstChild;
  const topOf = (at) => {
    const range = document.createRange();
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    return range.getBoundingClientRect().top;
  };
  let count = 1;
  while (count < text.length && topOf(count) === topOf(0)) count += 1;
  return count;
})()`;

/** Whether the error stands in the part of the page that the browser shows. */
const isErrorInView = `(() => {
  const { top, bottom } = document.querySelector("form [role=alert]").getBoundingClientRect();
  return top >= 0 && bottom <= window.innerHeight;
})()`;

/** What axe finds on a page at a phone. `links` are opened one after the other. */
async function violations(
  links: readonly string[],
  colorScheme: "light" | "dark",
): Promise<readonly string[]> {
  const context = await profile(browser, "phone", { colorScheme, bypassCSP: true });
  const page = await context.newPage();
  for (const link of links) await page.goto(link);
  const found = await violationsOn(page);
  await context.close();
  return found;
}

/** Every accessibility rule of axe over the page as it is shown, with every part of it expanded. */
async function violationsOn(page: Page): Promise<readonly string[]> {
  await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
  await page.evaluate(axe);
  const found = (await page.evaluate("axe.run()")) as {
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
  };
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
}

/** Pictures of a page at a phone and a desk, by day and by night. No page is wider than its screen. */
async function pictures(links: readonly string[], name: string): Promise<void> {
  for (const viewport of ["phone", "desktop"] as const)
    for (const colorScheme of ["light", "dark"] as const) {
      const context = await profile(browser, viewport, { colorScheme });
      const page = await context.newPage();
      for (const link of links) await page.goto(link);
      await picture(page, `${name}-${viewport}-${colorScheme}`);
      expect(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")).toBe(true);
      await context.close();
    }
}

/** A picture of a mail: a phone's mail program shows a plain text as it is, in its own type, wrapped. */
async function showMail({ subject, text }: InboxMail, name: string): Promise<void> {
  const context = await profile(browser, "phone");
  const page = await context.newPage();
  await page.setContent(
    `<meta name="viewport" content="width=device-width"><body style="font: 17px/1.4 system-ui; margin: 16px"><h3></h3><div style="white-space: pre-wrap; overflow-wrap: anywhere"></div>`,
  );
  for (const [element, says] of [
    ["h3", subject],
    ["div", text],
  ] as const)
    await page.locator(element).evaluate((shown, content) => {
      shown.textContent = content;
    }, says);
  await picture(page, name);
  await context.close();
}

test("a person reads the mail, looks, types, approves, and the run goes on", async () => {
  const { mail } = await story.mailAbout("plan-approval");
  const context = await profile(browser, "phone");
  const page = await context.newPage();
  await page.goto(story.inbox);
  await page.getByText(mail.subject).first().waitFor();
  await picture(page, "inbox-phone");
  await showMail(mail, "mail-phone");

  const { link } = await story.mailAbout("plan-approval");
  const response = await page.goto(link);
  expect((await response?.body())?.length).toBeLessThan(heaviestPageBytes);
  expect(await page.title()).toContain("Is this plan approved, for this run and all later runs?");

  // The first line is what a person types: it must end after eight digits, in every font.
  expect(await page.evaluate(lengthOfFirstLine)).toBe(8);
  await page.getByRole("link", { name: "Decide" }).click();
  await page.getByLabel("Environment and digits").fill("development 00000000");
  await page.getByRole("button", { name: "Approve" }).click();
  await expect(page.getByRole("alert").textContent()).resolves.toContain("Nothing was decided");
  // The browser scrolls to the wrong field once it has drawn the page.
  await eventually("error in view", () => page.evaluate(isErrorInView));
  await picture(page, "refused-phone");
  await expect(page.getByLabel("Environment and digits").inputValue()).resolves.toBe("development 00000000");
  await page.waitForTimeout(1_100);
  await typeChallenge(page);
  await page.getByRole("button", { name: "Approve" }).click();
  await page.getByRole("heading", { name: "Approved" }).waitFor();
  await picture(page, "decided-phone");
  // The page leads on to the run by itself, without a script.
  await page.waitForURL(/\/runs\//, { timeout: 15_000 });
  await page.getByRole("table").waitFor();
  expect((await page.goto(link))?.status()).toBe(200);
  await page.getByRole("heading", { name: "You approved" }).waitFor();
  await picture(page, "second-click-phone");
  await context.close();
  const other = await profile(browser, "phone");
  const stranger = await other.newPage();
  expect((await stranger.goto(link))?.status()).toBe(404);
  await picture(stranger, "unusable-phone");
  await other.close();
  await story.mailAbout("staging-sign-off");
});

test("every gate's page is light, has no violation of accessibility by day or night, and runs no script", async () => {
  for (const gate of ["staging-sign-off", "change-record"] as const) {
    const { link } = await story.mailAbout(gate);
    const answer = await fetch(link);
    const html = await answer.text();
    expect(Buffer.byteLength(html)).toBeLessThan(heaviestPageBytes);
    expect(html).not.toMatch(/<script|\son\w+=|javascript:/i);
    expect(await violations([link], "light")).toEqual([]);
    expect(await violations([link], "dark")).toEqual([]);
    await pictures([link], gate);
    if (gate === "staging-sign-off") await story.approve(gate);
  }
});

test("the operators' page and a run's page are light, accessible by day and night, and ask again by themselves", async () => {
  const { url } = await open(story);
  const run = url.replace(/\?.*$/, `/${story.runId}`);
  for (const [name, links] of [
    ["operators", [url]],
    ["operators-run", [url, run]],
  ] as const) {
    expect(await violations(links, "light")).toEqual([]);
    expect(await violations(links, "dark")).toEqual([]);
    await pictures(links, name);
  }
  const context = await profile(browser, "desktop");
  const page = await context.newPage();
  await page.goto(url);
  expect(page.url()).not.toContain("entry=");
  expect(Buffer.byteLength(await page.content())).toBeLessThan(100_000);
  const again = page.waitForResponse((response) => response.url().endsWith("/runs"), { timeout: 15_000 });
  expect((await again).status()).toBe(200);
  await page.getByRole("link", { name: /./ }).first().click();
  await page.getByRole("link", { name: "All runs" }).click();
  await page.getByRole("heading", { name: "Stands" }).waitFor();
  await context.close();
});

test("a rejection needs a reason, is final, and undoes what its gate says", async () => {
  const { link } = await story.mailAbout("change-record");
  const context = await profile(browser, "desktop", { bypassCSP: true });
  const page = await context.newPage();
  await page.goto(link);
  await typeChallenge(page);
  await page.getByRole("button", { name: "Reject" }).click();
  await expect(page.getByRole("alert").textContent()).resolves.toContain("Please give a reason");
  await eventually("error in view", () => page.evaluate(isErrorInView));
  await picture(page, "error-desktop");
  expect(await violationsOn(page)).toEqual([]);
  await typeChallenge(page);
  await page.getByLabel("Reason").fill("not on a Friday");
  await page.getByRole("button", { name: "Reject" }).click();
  await page.getByRole("heading", { name: "Rejected" }).waitFor();
  await context.close();
  let entries = (await story.records.read(story.runId)).entries;
  for (let look = 0; look < 300 && !isSealed(entries); look += 1) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    entries = (await story.records.read(story.runId)).entries;
  }
  expect(gateState(entries, "change-record")).toBe("rejected");
  expect(verdictOf(entries)).toBe("REJECTED");
  expect(JSON.stringify(entries)).toContain("not on a Friday");
  const ended = await eventually("the mail about the end", async () =>
    (await mailsIn(story.inbox)).findLast(({ subject }) => subject.startsWith("Rejected")),
  );
  await showMail(ended, "mail-ended-phone");
});

test("a form of another site decides nothing in a real browser", async () => {
  // A page on another origin of this machine, which a browser treats as another site's.
  const { createServer } = await import("node:http");
  const other = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/html" });
    response.end(
      `<form method="post" action="${story.installation.approvalsUrl}/approvals/x"><input name="decision" value="approve"><button>Win</button></form>`,
    );
  });
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", () => resolve()));
  const address = other.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const context = await profile(browser, "desktop");
  const page = await context.newPage();
  await page.goto(`http://localhost:${port}/`);
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === "POST"),
    page.getByRole("button", { name: "Win" }).click(),
  ]);
  expect([403, 404]).toContain(answer.status());
  expect(answer.request().headers()["origin"]).toBe(`http://localhost:${port}`);
  await context.close();
  other.close();
});
