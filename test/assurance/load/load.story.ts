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

const perSecond = 50;
const seconds = 6;
const mostMs = 300;
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
afterAll(async () => {
  await story?.end();
});

/**
 * As many open gates of the waiting run as there will be decisions. A run has four; these have names of their own, so
 * that each form that is sent decides something: its transaction, its entry, its answer to the waiting execution.
 */
async function manyGates(count: number): Promise<readonly string[]> {
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
    const gate = `load-${index}` as GateItem["gate"];
    const secret = randomIds.secret();
    const { runId, dossierDigest, expiresAtMs } = item;
    const made = {
      idDigest: invitationDigest(secret),
      runId,
      gate,
      approver: "platform-owner",
      dossierDigest,
      expiresAtMs,
    };
    const invitation: Invitation = { ...made, state: "open", mac: await linkMint.mint(made) };
    const sealedToken = await tokenSeal.seal(randomIds.secret(), { runId, gate });
    await documents.send(
      new PutCommand({
        TableName: story.installation.tableName,
        Item: { ...keys.gate(runId, gate), gate: { ...item, gate, sealedToken } },
      }),
    );
    await records.invite([invitation]);
    links.push(`${base}/${secret}`);
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

const decisions = async () =>
  (await story.records.read(story.runId)).entries.filter(({ action }) => action === "decide-gate");

test(`${perSecond} forms a second, one of ${oneDecidesOf} deciding, are each answered within ${mostMs} ms at the 95th percentile`, async () => {
  const links = await manyGates(perSecond * seconds + warming);
  const opened: ({ readonly link: string } & Awaited<ReturnType<typeof open>>)[] = [];
  for (const link of links) opened.push({ link, ...(await open(link)) });
  const post = async ({ link, cookie, form }: (typeof opened)[number], challenge = form.challenge) =>
    (
      await send(
        "POST",
        link,
        formHeaders(link, cookie),
        new URLSearchParams({ ...form, challenge }).toString(),
      )
    ).status;
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
  const slowest = Math.max(
    told("sending a form", answers).p95,
    told("of these, the ones that decide", deciding).p95,
  );
  const decided = answers.filter(({ status }) => status === 200).length;
  expect((await decisions()).length - before).toBe(decided);
  expect(decided).toBe(answers.length / oneDecidesOf);
  expect(slowest).toBeLessThan(mostMs);
});
