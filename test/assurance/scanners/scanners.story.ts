/// <reference lib="dom" />
import type { Browser, Page } from "playwright-core";
import { invitationDigest } from "../../../lib/domain/gate/invitation.ts";
import { randomIds } from "../../../lib/ports/ids/random.ts";
import { answerGate } from "../../../lib/sandbox/answer-gate.ts";
import { launch, profile } from "../../stories/browsers.ts";
import { send } from "../../stories/http.ts";
import { linkMintOf } from "../../stories/link-mint.ts";
import { begin, type Story } from "../../stories/waiting-run.ts";

const linksPerModel = Number(process.env["SCANNER_LINKS"] ?? 1_000);
const atOnce = 3;
const linksPerWrite = 25;

/** What mail scanners and previewers call themselves. */
const userAgents = [
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Safari/537.36 SafeLinks",
  "Barracuda Sentinel (EE)",
  "Mozilla/5.0 (compatible; Proofpoint URL Defense)",
  "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
  "Mozilla/5.0 (compatible; MimecastURLProtect)",
];

let story: Story;
let browser: Browser;
let links: readonly string[];
beforeAll(async () => {
  [story, browser] = await Promise.all([begin("scanners"), launch()]);
  const { link } = await story.mailAbout("plan-approval");
  const item = await story.records.gate(story.runId, "plan-approval");
  if (item === null) throw new Error("no gate");
  const { runId, gate, dossierDigest, expiresAtMs } = item;
  const base = link.slice(0, link.lastIndexOf("/"));
  const secrets = Array.from({ length: linksPerModel }, () => randomIds.secret());
  const linkMint = await linkMintOf(story.installation);
  const invitations = await Promise.all(
    secrets.map(async (secret) => {
      const approver = "platform-owner";
      const made = { idDigest: invitationDigest(secret), runId, gate, approver, dossierDigest, expiresAtMs };
      return { ...made, state: "open" as const, mac: await linkMint.mint(made) };
    }),
  );
  for (let at = 0; at < invitations.length; at += linksPerWrite)
    await story.records.invite(invitations.slice(at, at + linksPerWrite));
  links = secrets.map((secret) => `${base}/${secret}`);
});
afterAll(async () => {
  await browser?.close();
  await story?.end();
});

/** What the records say, beyond which no scanner may bring them. */
const snapshot = async () => ({
  records: await story.records.read(story.runId),
  gate: await story.records.gate(story.runId, "plan-approval"),
});

/** Does `visit` to every link, a few at a time, each with what `begin` made for it. */
async function scanWith<T>(
  begin: () => Promise<T>,
  visit: (link: string, index: number, with_: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      const with_ = await begin();
      for (let index = next++; index < links.length; index = next++)
        await visit(links[index] ?? "", index, with_);
    }),
  );
}

const scan = (visit: (link: string, index: number) => Promise<void>) =>
  scanWith(async () => undefined, visit);

/** A browser in which no policy of the page holds the bot back, and which is a new one to the page at each link. */
const inBrowser = (work: (page: Page, link: string) => Promise<void>): Promise<void> =>
  scanWith(
    async () => (await profile(browser, "desktop", { bypassCSP: true })).newPage(),
    async (link, _, page) => {
      await page.context().clearCookies();
      await work(page, link);
    },
  );

/** Opens the link and submits every form with every one of its buttons, regardless of its fields. */
async function submitEverything(page: Page, link: string, fill: (page: Page) => Promise<void>) {
  await page.goto(link);
  const buttons = await page.locator("form button, form input[type=submit]").count();
  expect(buttons).toBe(2);
  for (let button = 0; button < buttons; button += 1) {
    // Every answer to the form before it is a page with the form again.
    await fill(page);
    await Promise.all([
      page.waitForEvent("load"),
      page.evaluate((which) => {
        const submitter = document.querySelectorAll<HTMLButtonElement>("form button")[which];
        if (submitter?.form) {
          submitter.form.noValidate = true;
          submitter.form.requestSubmit(submitter);
        }
      }, button),
    ]);
  }
}

const models: readonly (readonly [string, () => Promise<void>])[] = [
  ["asks for the head of each link", () => scan(async (link) => void (await send("HEAD", link)))],
  [
    "gets each link again and again, as mail scanners do",
    () =>
      scan(async (link, index) => {
        for (let time = 0; time < 3; time += 1)
          await send("GET", link, { "user-agent": userAgents[(index + time) % userAgents.length] ?? "" });
      }),
  ],
  [
    "fetches each link ahead, with everything that its page links to",
    () =>
      scan(async (link) => {
        const ahead = { purpose: "prefetch", "sec-purpose": "prefetch;prerender", "x-moz": "prefetch" };
        const { body } = await send("GET", link, ahead);
        const found = [...body.matchAll(/(?:href|src|action)="([^"#][^"]*)"/g)].map(([, url = ""]) => url);
        for (const url of found) await send("GET", new URL(url, link).href, ahead);
      }),
  ],
  [
    "is a browser that runs everything and submits every form as it finds it",
    () => inBrowser((page, link) => submitEverything(page, link, async () => undefined)),
  ],
  [
    "is a browser that also fills every field with words of the page",
    () =>
      inBrowser((page, link) =>
        submitEverything(page, link, async () => {
          await page.evaluate(() => {
            const words = document.body.innerText.split(/\s+/).filter(Boolean);
            const environment = document.querySelector("[data-environment]")?.textContent ?? "";
            const some = (count: number) => {
              const at = Math.floor(Math.random() * Math.max(1, words.length - count));
              return words.slice(at, at + count).join(" ");
            };
            for (const field of document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(
              "input[type=text], textarea",
            ))
              field.value =
                Math.random() < 0.5 ? some(1 + Math.floor(Math.random() * 4)) : `${environment} ${some(1)}`;
          });
        }),
      ),
  ],
];

test.each(models)("a scanner that %s decides nothing", async (_, run) => {
  const before = await snapshot();
  await run();
  expect(await snapshot()).toEqual(before);
});

test("and has killed no link: a person still decides by each", async () => {
  for (const link of [links[0], links.at(-1)]) expect((await fetch(link ?? "")).status).toBe(200);
  await answerGate(links[0] ?? "", { decision: "approve", reason: "a person looked" });
  const { records } = await snapshot();
  expect(records.entries.filter(({ action }) => action === "decide-gate")).toHaveLength(1);
});
