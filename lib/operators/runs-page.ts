import type { Claim } from "../domain/run/lease.ts";
import { layout } from "../pages/layout.ts";
import type { Typed } from "../settings/typed.ts";
import type { RunRow } from "../shared-use-cases/list-runs.ts";
import type { RunView } from "../shared-use-cases/run-view.ts";
import type { Banner } from "../shared-use-cases/situation.ts";
import type { StandingRelease } from "../shared-use-cases/standing.ts";
import { type Html, html } from "../text/html.ts";
import { pluralize } from "../text/plural.ts";
import { duration, moment } from "../text/time.ts";
import { bannersShown, phasesShown, runHead, toneOf } from "./run-page.ts";

/** What the operators' page shows. */
export type ShownRuns = {
  readonly application: string;
  readonly banners: readonly Banner[];
  readonly typed: Typed;
  /** Where a path of ours is. */
  readonly placed: (path: string) => string;
  /** What stands in each environment. */
  readonly standing: readonly StandingRelease[];
  /** The changes that wait, the next one first. */
  readonly waiting: readonly Claim[];
  readonly health: Health;
  /** The run at work; null if none is, or if its records cannot be read. */
  readonly current: RunView | null;
  /** Newest first. */
  readonly runs: readonly RunRow[];
  /** The words that were looked for; empty if none were. */
  readonly search: string;
  /** How many are shown, if there may be older ones; null if these are all, or as many as the page can have. */
  readonly limit: number | null;
  readonly nowMs: number;
};

/** Whether Interlock itself is well, from what its records say. */
export type Health = {
  /** When the ends of all chains were signed last; null if they never were. */
  readonly signedAtMs: number | null;
  /** When each run ended of which not everyone concerned has heard yet. */
  readonly untold: readonly number[];
  /** How many of the newest runs have copies that disagree. */
  readonly divergent: number;
};

const nothing = html``;

/** A checkpoint is due every hour at the latest, and a notice within a minute; each is late when it was missed twice. */
const signedLateMs = 2 * 3_600_000;
const toldLateMs = 2 * 60_000;

/** What stands where, an environment a row. */
const standingShown = (standing: readonly StandingRelease[], placed: (path: string) => string): Html =>
  html`<div class="scroll"><table><thead><tr><th scope="col">environment</th><th scope="col">change</th><th scope="col">commit</th><th scope="col">since</th><th scope="col">state</th></tr></thead><tbody>${standing.map(
    ({ environment, run, behind, quarantinedBy, isClosed }) => {
      const states = [
        ...(quarantinedBy === null ? [] : [`QUARANTINED by ${quarantinedBy}`]),
        ...(isClosed ? ["CLOSED to the public"] : []),
        ...(behind > 0 ? [`behind staging by ${pluralize(behind, "run")}`] : []),
      ];
      const tone = quarantinedBy !== null || isClosed ? "bad" : states.length > 0 ? "now" : "good";
      return html`<tr><th scope="row">${environment}</th>${run === null ? html`<td class="quiet" colspan="3">nothing of the newest runs</td>` : html`<td><a href="${placed(`/runs/${run.runId}`)}">${run.subject ?? run.runId}</a></td><td><code>${run.commit.slice(0, 12)}</code></td><td>${moment(run.endedAtMs)}</td>`}<td class="${tone} state">${states.length === 0 ? (run === null ? "" : "well") : states.join(", ")}</td></tr>`;
    },
  )}</tbody></table></div>`;

const waitingShown = (waiting: readonly Claim[], placed: (path: string) => string, nowMs: number): Html =>
  waiting.length === 0
    ? html`<p class="quiet">No change waits.</p>`
    : html`<ul class="plain">${waiting.map(
        ({ runId, about, claimedAtMs }) =>
          html`<li><a href="${placed(`/runs/${runId}`)}">${about?.subject ?? runId}</a> <span class="quiet">${about?.author ?? ""}, for ${duration(nowMs - claimedAtMs)}</span></li>`,
      )}</ul>`;

function healthShown({ signedAtMs, untold, divergent }: Health, nowMs: number): Html {
  const isSigned = signedAtMs !== null && nowMs - signedAtMs < signedLateMs;
  const late = untold.filter((endedAtMs) => nowMs - endedAtMs > toldLateMs).length;
  const row = (name: string, isWell: boolean, text: string) =>
    html`<tr><th scope="row">${name}</th><td class="${isWell ? "good" : "bad"} state">${isWell ? "well" : "NOT WELL"}</td><td>${text}</td></tr>`;
  return html`<div class="scroll"><table><tbody>${row(
    "records signed",
    isSigned,
    signedAtMs === null ? "never" : `${duration(nowMs - signedAtMs)} ago, due every hour`,
  )}${row(
    "copies of the records",
    divergent === 0,
    divergent === 0
      ? "no disagreement of the newest runs"
      : `${pluralize(divergent, "run")} with a disagreement`,
  )}${row(
    "notices of ends",
    late === 0,
    late === 0
      ? "everyone concerned was told, or is being told"
      : `${pluralize(late, "end")} not told to everyone`,
  )}</tbody></table></div>`;
}

const nowShown = (current: RunView | null, placed: (path: string) => string, nowMs: number): Html =>
  current === null
    ? html`<p class="quiet">Nothing is at work.</p>`
    : html`<div class="card"><p class="says"><a href="${placed(`/runs/${current.runId}`)}">${current.change.subject ?? current.runId}</a></p>${runHead(current, nowMs)}${phasesShown(current, nowMs)}</div>`;

function rowOf(
  { runId, state, subject, author, because, claimedAt, endedAt, commit, divergence }: RunRow,
  placed: (path: string) => string,
): Html {
  const took = endedAt === null ? "" : duration(Date.parse(endedAt) - Date.parse(claimedAt));
  const why = [divergence === null ? null : `copies disagree: ${divergence}`, because].filter(
    (one) => one !== null,
  );
  return html`<tr><td class="${divergence === null ? toneOf(state) : "bad"} state">${state}</td><td><a href="${placed(`/runs/${runId}`)}">${subject ?? runId}</a>${why.map((one) => html`<br><span class="quiet">${one}</span>`)}</td><td>${author ?? ""}</td><td><code>${commit.slice(0, 12)}</code></td><td>${moment(Date.parse(claimedAt))}</td><td>${took}</td></tr>`;
}

/** The operators' page: banners first, then what stands where, what is at work, what waits, the history with its search, and health. */
export function runsPage(shown: ShownRuns): string {
  const {
    application,
    banners,
    typed,
    placed,
    standing,
    waiting,
    health,
    current,
    runs,
    search,
    limit,
    nowMs,
  } = shown;
  const query = search === "" ? "" : `&q=${encodeURIComponent(search)}`;
  const older = placed(`/runs?limit=${(limit ?? 0) * 2}${query}`);
  const body = html`${bannersShown(banners, typed)}
<h1>${application}</h1>
<h2>Stands</h2>
${standingShown(standing, placed)}
<h2>Now</h2>
${nowShown(current, placed, nowMs)}
<h2>Waits</h2>
${waitingShown(waiting, placed, nowMs)}
<h2>Runs</h2>
<form class="find" action="${placed("/runs")}" method="get" role="search"><label>Find runs by commit, author or cause<input type="text" name="q" value="${search}"></label><button>Find</button></form>
${runs.length === 0 ? html`<p>No run matches.</p>` : html`<div class="scroll"><table><thead><tr><th scope="col">state</th><th scope="col">change</th><th scope="col">by</th><th scope="col">commit</th><th scope="col">submitted</th><th scope="col">took</th></tr></thead><tbody>${runs.map((run) => rowOf(run, placed))}</tbody></table></div>`}
${limit === null ? nothing : html`<p><a href="${older}">Older runs</a></p>`}
<h2>Health</h2>
${healthShown(health, nowMs)}
<p class="quiet">This page only reads. What to type is in each banner; the runbook has the rest. <code>${typed("doctor")}</code> asks AWS as well.</p>`;
  return layout(`${application}: runs`, moment(nowMs), body);
}
