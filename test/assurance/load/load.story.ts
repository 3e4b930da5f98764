import { setTimeout } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DecryptCommand, KMSClient } from "@aws-sdk/client-kms";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import { invitationDigest } from "../../../lib/domain/gate/invitation.ts";
import { systemClock } from "../../../lib/ports/clock/system.ts";
import { randomIds } from "../../../lib/ports/ids/random.ts";
import { recordsIn } from "../../../lib/ports/records/aws.ts";
import type { GateItem, Invitation } from "../../../lib/ports/records/port.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import { boundTo } from "../../../lib/ports/shared/sealed-token.ts";
import { tokenSealUnder } from "../../../lib/ports/token-seal/aws.ts";
import { formHeaders, open, send } from "../../stories/http.ts";
import { linkMintOf } from "../../stories/link-mint.ts";
import { begin, type Story } from "../../stories/waiting-run.ts";
import { atMost, type Figure, writeFigures } from "../shared/write-figures.ts";

const perSecond = 50;
const seconds = 6;
/** Of every form, and of those that decide. */
const mostMs = 300;
const mostDecidingMs = 150;
const atOnce = 50;
/**
 * One form in so many decides; the others have a wrong challenge. All of them decide for one run, as no installation has
 * two at once, so each waits for the entry of the one before: 50 a second that all decide are more than one chain takes.
 */
const oneDecidesOf = Number(process.env["ONE_DECIDES_OF"] ?? 2);
const warming = 24;

let story: Story;
beforeAll(async () => {
  story = await begin("load");
});
const figures: Figure[] = [];
afterAll(async () => {
  if (figures.length > 0) writeFigures("load", "npm run assure -- load", figures);
  await story?.end();
});

/**
 * Open gates of the waiting run, each with so many links. A run has four; these have names of their own, so that each form that
 * is sent decides something: its transaction, its entry, its answer to the waiting execution.
 */
async function manyGates(name: string, count: number, linksEach = 1): Promise<readonly string[]> {
  const { link } = await story.mailAbout("plan-approval");
  const item = await story.records.gate(story.runId, "plan-approval");
  if (item === null) throw new Error("no gate");
  // Under the key of the run's own token, and a token of no waiting task: the execution must keep waiting.
  const { KeyId = "" } = await new KMSClient().send(
    new DecryptCommand({
      CiphertextBlob: Buffer.from(item.sealedToken, "base64"),
      EncryptionContext: boundTo(item),
    }),
  );
  const tokenSeal = tokenSealUnder({ keyArn: KeyId });
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient());
  const linkMint = await linkMintOf(story.installation);
  const records = recordsIn({ ...story.installation, clock: systemClock });
  const base = link.slice(0, link.lastIndexOf("/"));
  const links: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const gate = `${name}-${index}` as GateItem["gate"];
    const { runId, dossierDigest, expiresAtMs } = item;
    const sealedToken = await tokenSeal.seal(randomIds.secret(), { runId, gate });
    await documents.send(
      new PutCommand({
        TableName: story.installation.tableName,
        Item: { ...keys.gate(runId, gate), gate: { ...item, gate, sealedToken } },
      }),
    );
    for (let link = 0; link < linksEach; link += 1) {
      const secret = randomIds.secret();
      const idDigest = invitationDigest(secret);
      const made = { idDigest, runId, gate, approver: "platform-owner", dossierDigest, expiresAtMs };
      const invitation: Invitation = { ...made, state: "open", mac: await linkMint.mint(made) };
      await records.invite([invitation]);
      links.push(`${base}/${secret}`);
    }
  }
  return links;
}

type Answer = { readonly status: number; readonly ms: number };

/** Sends so many requests a second whether or not the ones before are answered, as people do. */
async function atRate(asks: readonly (() => Promise<number>)[]): Promise<readonly Answer[]> {
  const beganAtMs = performance.now();
  return Promise.all(
    asks.map(async (ask, index) => {
      await setTimeout(Math.max(0, beganAtMs + (index * 1000) / perSecond - performance.now()));
      const sentAtMs = performance.now();
      return { status: await ask(), ms: performance.now() - sentAtMs };
    }),
  );
}

function told(what: string, answers: readonly Answer[]): { readonly p95: number } {
  const sorted = answers.map(({ ms }) => ms).toSorted((one, other) => one - other);
  const at = (part: number) => Math.round(sorted[Math.floor(sorted.length * part)] ?? Number.NaN);
  const statuses = [...new Set(answers.map(({ status }) => status))].map(
    (one) => `${answers.filter(({ status }) => status === one).length} answered ${one}`,
  );
  console.log(
    `${what}: ${answers.length}, at ${perSecond} forms a second: median ${at(0.5)} ms, p95 ${at(0.95)} ms, slowest ${at(0.999)} ms; ${statuses.join(", ")}`,
  );
  return { p95: at(0.95) };
}

type Opened = { readonly link: string } & Awaited<ReturnType<typeof open>>;

/** A browser for each link, that has its page open. */
async function openAll(links: readonly string[]): Promise<Opened[]> {
  const opened: Opened[] = [];
  for (const link of links) opened.push({ link, ...(await open(link)) });
  return opened;
}

/** Sends the form of an open page. Returns the answer's status. */
const post = async ({ link, cookie, form }: Opened, challenge = form.challenge): Promise<number> => {
  const body = new URLSearchParams({ ...form, challenge }).toString();
  return (await send("POST", link, formHeaders(link, cookie), body)).status;
};

const decisions = async () =>
  (await story.records.read(story.runId)).entries.filter(({ action }) => action === "decide-gate");

test(`${perSecond} forms a second, one of ${oneDecidesOf} deciding, are each answered within ${mostMs} ms at the 95th percentile`, async () => {
  const links = await manyGates("load", perSecond * seconds + warming);
  const opened = await openAll(links);
  const [{ link = "" } = {}] = opened;
  const stranger = `${link.slice(0, link.lastIndexOf("/"))}/${randomIds.secret()}`;
  const look = async () => (await send("GET", stranger, {})).status;
  // Cold functions are not what is measured. All at once, so that there are enough warm ones for those that overlap:
  // the
  // emulator starts another process for each call that finds none, and never recovers from what that costs.
  const first = opened.splice(0, warming);
  await Promise.all(first.map(() => look()));
  await Promise.all(first.map((one) => post(one)));
  const before = (await decisions()).length;
  told("looking at a link that nobody has", await atRate(opened.map(() => look)));
  const answers = await atRate(
    opened.map((one, index) => () => (index % oneDecidesOf === 0 ? post(one) : post(one, "wrong"))),
  );
  const deciding = answers.filter((_, index) => index % oneDecidesOf === 0);
  const all = told("sending a form", answers).p95;
  const { p95 } = told("of these, the ones that decide", deciding);
  const decided = answers.filter(({ status }) => status === 200).length;
  expect((await decisions()).length - before).toBe(decided);
  expect(decided).toBe(answers.length / oneDecidesOf);
  figures.push(
    atMost("milliseconds for a form, p95, at 50 a second", all, mostMs),
    atMost("milliseconds for a decision, p95, at 25 a second", p95, mostDecidingMs),
  );
  expect(all).toBeLessThanOrEqual(mostMs);
  expect(p95).toBeLessThanOrEqual(mostDecidingMs);
});

test(`${atOnce} forms that decide one gate at once have one winner, and no answer is an error of ours`, async () => {
  const opened = await openAll(await manyGates("at-once", 1, atOnce));
  const before = (await decisions()).length;
  const statuses = await Promise.all(opened.map((one) => post(one)));
  const winners = statuses.filter((status) => status === 200).length;
  const errors = statuses.filter((status) => status >= 500).length;
  figures.push(
    atMost("winners of fifty forms at once, beyond the one", Math.abs(winners - 1), 0),
    atMost("answers of fifty forms at once that are errors", errors, 0),
  );
  expect({ winners, errors }).toEqual({ winners: 1, errors: 0 });
  expect((await decisions()).length - before).toBe(1);
});
