import { loadavg } from "node:os";
import { setTimeout } from "node:timers/promises";
import { type Gate, gates } from "../../../lib/domain/gates.ts";
import { groupedBy } from "../../../lib/domain/grouped.ts";
import { randomIds } from "../../../lib/ports/ids/random.ts";
import { formHeaders, open, send } from "../../stories/http.ts";
import { begin, type Story } from "../../stories/waiting-run.ts";
import { atMost, type Figure, writeFigures } from "../shared/write-figures.ts";
import { type OpenGate, type WaitingRuns, waitingRuns } from "./waiting-runs.ts";

const runs = 25;
const decisionsPerSecond = 25;
const mostDecidingMs = 150;
const formsPerSecond = 50;
const mostMs = 300;
const atOnce = 50;
/** The gates of each run that are decided; one gate is left open, for forms that decide nothing. */
const [leftOpen, ...decidedAt] = gates;
const linksEach = 4;

let story: Story;
let waiting: WaitingRuns;
beforeAll(async () => {
  story = await begin("load");
  waiting = await waitingRuns(story);
});
const figures: Figure[] = [];
afterAll(async () => {
  if (figures.length > 0) writeFigures("load", "npm run assure -- load", figures);
  await story?.end();
});

type Answer = { readonly status: number; readonly ms: number };

/** Sends so many requests a second whether or not the ones before are answered, as people do. */
async function atRate(
  perSecond: number,
  asks: readonly (() => Promise<number>)[],
): Promise<readonly Answer[]> {
  const beganAtMs = performance.now();
  return Promise.all(
    asks.map(async (ask, index) => {
      await setTimeout(Math.max(0, beganAtMs + (index * 1000) / perSecond - performance.now()));
      const sentAtMs = performance.now();
      return { status: await ask(), ms: performance.now() - sentAtMs };
    }),
  );
}

/** Prints how long the answers took, and how busy the machine was in the last minute. Returns the 95th percentile. */
function told(what: string, answers: readonly Answer[]): number {
  const sorted = answers.map(({ ms }) => Math.round(ms)).toSorted((one, other) => one - other);
  // The nearest rank: the smallest time that so large a part of the answers took at most.
  const at = (part: number) => sorted[Math.ceil(sorted.length * part) - 1] ?? Number.NaN;
  const statuses = [...groupedBy(answers, ({ status }) => status)].map(
    ([status, those]) => `${those.length} answered ${status}`,
  );
  console.log(
    `${what}: ${answers.length}: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, slowest ${at(1)} ms; ${statuses.join(", ")}; load of the machine ${loadavg()[0]?.toFixed(2)}`,
  );
  return at(0.95);
}

type Opened = OpenGate & Awaited<ReturnType<typeof open>>;

const linksTo = (gate: Gate, links: readonly OpenGate[]) => links.filter((one) => one.gate === gate);

/** A browser for each link, that has its page open. */
async function openAll(links: readonly OpenGate[]): Promise<Opened[]> {
  const opened: Opened[] = [];
  for (const one of links) opened.push({ ...one, ...(await open(one.link)) });
  return opened;
}

/** Sends the form of an open page. Returns the answer's status. */
const post = async ({ link, cookie, form }: Opened, challenge = form.challenge): Promise<number> => {
  const body = new URLSearchParams({ ...form, challenge }).toString();
  return (await send("POST", link, formHeaders(link, cookie), body)).status;
};

/** How many decisions the runs' entries hold. */
async function decisionsOf(opened: readonly OpenGate[]): Promise<number> {
  const ids = [...new Set(opened.map(({ runId }) => runId))];
  const read = await Promise.all(ids.map((id) => waiting.records.read(id)));
  return read.flatMap(({ entries }) => entries).filter(({ action }) => action === "decide-gate").length;
}

/** How many of the gates' executions were woken by their answer, and have ended. */
async function woken(opened: readonly OpenGate[]): Promise<number> {
  const statuses = await Promise.all(
    opened.map(({ executionArn }) => waiting.executions.statusOf(executionArn)),
  );
  return statuses.filter((status) => status === "SUCCEEDED").length;
}

test(`${decisionsPerSecond} decisions a second over ${runs} waiting runs are each answered within ${mostDecidingMs} ms at the 95th percentile`, async () => {
  const all: OpenGate[][] = [];
  for (let index = 1; index <= runs; index += 1)
    all.push([...(await waiting.begin(`load-${index}`, linksEach))]);
  // A round asks each run once, so that two decisions about one run are a second apart.
  const opened = await openAll(
    decidedAt.flatMap((gate) => all.flatMap((its) => linksTo(gate, its).slice(0, 1))),
  );
  const others = await openAll(all.flatMap((its) => linksTo(leftOpen, its)));
  // Cold functions are not what is measured. Wrong answers decide nothing, and go almost as far as right ones.
  const alone: Answer[] = [];
  for (const one of others) alone.push(...(await atRate(1, [() => post(one, "wrong")])));
  told("forms with a wrong challenge, one after another", alone);
  const answers = await atRate(
    decisionsPerSecond,
    opened.map((one) => () => post(one)),
  );
  const p95 = told(`decisions about ${runs} runs, ${decisionsPerSecond} a second`, answers);
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  expect(await decisionsOf(opened)).toBe(opened.length);
  expect(await woken(opened)).toBe(opened.length);

  const elsewhere = ({ link }: OpenGate) => `${link.slice(0, link.lastIndexOf("/"))}/${randomIds.secret()}`;
  const looks = await atRate(
    formsPerSecond,
    others.map((one) => async () => (await send("GET", elsewhere(one), {})).status),
  );
  told(`looking at a link that nobody has, ${formsPerSecond} a second`, looks);
  const wrong = await atRate(
    formsPerSecond,
    others.map((one) => () => post(one, "wrong")),
  );
  const forms = told(`forms with a wrong challenge, ${formsPerSecond} a second`, wrong);
  figures.push(
    atMost("milliseconds for a form, p95, at 50 a second", forms, mostMs),
    atMost("milliseconds for a decision, p95, at 25 a second", p95, mostDecidingMs),
  );
  expect(forms).toBeLessThanOrEqual(mostMs);
  expect(p95).toBeLessThanOrEqual(mostDecidingMs);
});

test(`${atOnce} forms that decide one gate at once have one winner, and no answer is an error of ours`, async () => {
  const links = linksTo(leftOpen, await waiting.begin("load-at-once", atOnce));
  const opened = await openAll(links);
  const answers = await atRate(
    Number.POSITIVE_INFINITY,
    opened.map((one) => () => post(one)),
  );
  told("forms for one gate, all at once", answers);
  const winners = answers.filter(({ status }) => status === 200).length;
  const errors = answers.filter(({ status }) => status >= 500).length;
  figures.push(
    atMost("winners of fifty forms at once, beyond the one", Math.abs(winners - 1), 0),
    atMost("answers of fifty forms at once that are errors", errors, 0),
  );
  expect({ winners, errors }).toEqual({ winners: 1, errors: 0 });
  expect(await decisionsOf(opened)).toBe(1);
});
