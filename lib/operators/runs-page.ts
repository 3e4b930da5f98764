import { layout } from "../pages/layout.ts";
import type { ListedRun } from "../shared-use-cases/list-runs.ts";
import type { RunView } from "../shared-use-cases/run-view.ts";
import type { Banner } from "../shared-use-cases/situation.ts";
import { type Html, html } from "../text/html.ts";
import { duration, moment } from "../text/time.ts";
import { bannersShown, headOf, phasesShown, refreshing, toneOf } from "./run-page.ts";

/** What the operators' page shows. */
export type ShownRuns = {
  readonly application: string;
  readonly banners: readonly Banner[];
  /** The run at work; null if none is, or if its records cannot be read. */
  readonly current: RunView | null;
  /** Newest first. */
  readonly runs: readonly ListedRun[];
  /** The words that were looked for; empty if none were. */
  readonly search: string;
  /** How many are shown, if there may be older ones; null if these are all, or as many as the page can have. */
  readonly limit: number | null;
  readonly nowMs: number;
};

const nothing = html``;

const nowShown = (current: RunView | null, nowMs: number): Html =>
  current === null
    ? html`<p class="quiet">Nothing is at work.</p>`
    : html`<div class="card"><p class="says"><a href="/runs/${current.runId}">${current.change.subject ?? current.runId}</a></p>${headOf(current, nowMs)}${phasesShown(current, nowMs)}</div>`;

/** What the newest successful run left in production; rollbacks restore it. */
function releasedShown(runs: readonly ListedRun[]): Html {
  const last = runs.find(({ verdict }) => verdict === "SUCCEEDED");
  return last === undefined
    ? html`<p class="quiet">No run of this list was released.</p>`
    : html`<p>Released last: <a href="/runs/${last.runId}">${last.subject ?? last.runId}</a> (<code>${last.commit.slice(0, 12)}</code>)${last.endedAt === null ? nothing : html`, ${moment(Date.parse(last.endedAt))}`}.</p>`;
}

function rowOf({
  runId,
  state,
  subject,
  author,
  because,
  claimedAt,
  endedAt,
  commit,
  divergence,
}: ListedRun): Html {
  const took = endedAt === null ? "" : duration(Date.parse(endedAt) - Date.parse(claimedAt));
  const why = [divergence === null ? null : `copies disagree: ${divergence}`, because].filter(
    (one) => one !== null,
  );
  return html`<tr><td class="${divergence === null ? toneOf(state) : "bad"} state">${state}</td><td><a href="/runs/${runId}">${subject ?? runId}</a>${why.map((one) => html`<br><span class="quiet">${one}</span>`)}</td><td>${author ?? ""}</td><td><code>${commit.slice(0, 12)}</code></td><td>${moment(Date.parse(claimedAt))}</td><td>${took}</td></tr>`;
}

/** The operators' page: banners first, then what is at work, what was released, and the history with its search. */
export function runsPage({ application, banners, current, runs, search, limit, nowMs }: ShownRuns): string {
  const older = `/runs?limit=${(limit ?? 0) * 2}${search === "" ? "" : `&q=${encodeURIComponent(search)}`}`;
  const body = html`${bannersShown(banners)}
<h1>${application}</h1>
<h2>Now</h2>
${nowShown(current, nowMs)}
<h2>Released</h2>
${releasedShown(runs)}
<h2>Runs</h2>
<form class="find" action="/runs" method="get" role="search"><label>Find runs by commit, author or cause<input type="text" name="q" value="${search}"></label><button>Find</button></form>
${runs.length === 0 ? html`<p>No run matches.</p>` : html`<div class="scroll"><table><thead><tr><th scope="col">state</th><th scope="col">change</th><th scope="col">by</th><th scope="col">commit</th><th scope="col">submitted</th><th scope="col">took</th></tr></thead><tbody>${runs.map(rowOf)}</tbody></table></div>`}
${limit === null ? nothing : html`<p><a href="${older}">Older runs</a></p>`}
<p class="quiet">This page only reads. What to type is in each banner; the runbook has the rest.</p>`;
  const isAtWork = current !== null && search === "";
  return layout(`${application}: runs`, moment(nowMs), body, refreshing(isAtWork));
}
