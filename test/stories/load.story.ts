import { setTimeout } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import { systemClock } from "../../lib/adapters/clock.ts";
import { randomIds } from "../../lib/adapters/ids.ts";
import { keys } from "../../lib/adapters/records/table.ts";
import { recordsIn } from "../../lib/adapters/records.ts";
import { invitationDigest } from "../../lib/domain/gate/invitation.ts";
import type { GateItem, Invitation } from "../../lib/ports.ts";
import { formHeaders, open, send } from "./http.ts";
import { begin, type Story } from "./waiting-run.ts";

const perSecond = 50;
const seconds = 6;
const mostMs = 300;
/** One form in so many decides; the others have a wrong challenge. All decisions of a run wait for each other's entry. */
const oneDecidesOf = 10;

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
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient());
  const records = recordsIn({ ...story.installation, clock: systemClock });
  const base = link.slice(0, link.lastIndexOf("/"));
  const links: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const gate = `load-${index}` as GateItem["gate"];
    const secret = randomIds.secret();
    const { runId, dossierDigest, expiresAtMs } = item;
    const invitation: Invitation = {
      idDigest: invitationDigest(secret),
      runId,
      gate,
      approver: "platform-owner",
      dossierDigest,
      state: "open",
      expiresAtMs,
    };
    await documents.send(
      new PutCommand({
        TableName: story.installation.tableName,
        Item: { ...keys.gate(runId, gate), gate: { ...item, gate } },
      }),
    );
    await records.invite([invitation]);
    links.push(`${base}/${secret}`);
  }
  return links;
}

test(`${perSecond} forms a second, a tenth of which decides, are each answered within ${mostMs} ms at the 95th percentile`, async () => {
  const links = await manyGates(perSecond * seconds + 20);
  const opened: ({ readonly link: string } & Awaited<ReturnType<typeof open>>)[] = [];
  for (const link of links) opened.push({ link, ...(await open(link)) });
  const post = async ({ link, cookie, form }: (typeof opened)[number], challenge = form.challenge) => {
    const beganAtMs = performance.now();
    const { status } = await send(
      "POST",
      link,
      formHeaders(link, cookie),
      new URLSearchParams({ ...form, challenge }).toString(),
    );
    return { status, ms: performance.now() - beganAtMs };
  };
  // The first ones find cold functions, which is not what is measured.
  for (const one of opened.splice(0, 20)) await post(one);
  const beganAtMs = performance.now();
  const answers = await Promise.all(
    opened.map(async (one, index) => {
      await setTimeout(Math.max(0, beganAtMs + (index * 1000) / perSecond - performance.now()));
      return index % oneDecidesOf === 0 ? post(one) : post(one, "wrong");
    }),
  );
  const tookSeconds = (performance.now() - beganAtMs) / 1000;
  const sorted = answers.map(({ ms }) => ms).toSorted((one, other) => one - other);
  const at = (part: number) => Math.round(sorted[Math.floor(sorted.length * part)] ?? Number.NaN);
  const decided = answers.filter(({ status }) => status === 200).length;
  const statuses = [...new Set(answers.map(({ status }) => status))].map(
    (one) => `${one}: ${answers.filter(({ status }) => status === one).length}`,
  );
  console.log(
    `${statuses.join(", ")}; ${decided} of ${answers.length} decided in ${tookSeconds.toFixed(1)} s: median ${at(0.5)} ms, p95 ${at(0.95)} ms, slowest ${at(0.999)} ms`,
  );
  const { entries } = await story.records.read(story.runId);
  expect(entries.filter(({ action }) => action === "decide-gate")).toHaveLength(decided + 20);
  expect(decided).toBe(answers.length / oneDecidesOf);
  expect(at(0.95)).toBeLessThan(mostMs);
});
