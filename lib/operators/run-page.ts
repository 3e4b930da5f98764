import type { AskedGate, PhaseState, PhaseView } from "../domain/run/phases.ts";
import { layout } from "../pages/layout.ts";
import type { Typed } from "../settings/typed.ts";
import { needsOf, type RunView } from "../shared-use-cases/run-view.ts";
import type { Banner } from "../shared-use-cases/situation.ts";
import { type Html, html } from "../text/html.ts";
import { duration, moment } from "../text/time.ts";

/** What the page of a run shows. */
export type RunOnPage = {
  readonly application: string;
  readonly banners: readonly Banner[];
  /** How an operator types a command; null for a person who is none. */
  readonly typed: Typed | null;
  /** Where a path of ours is. */
  readonly placed: (path: string) => string;
  /** What the person did here just now, or before; null if they only look. */
  readonly lead: Lead | null;
  readonly view: RunView;
  readonly nowMs: number;
};

/** What a page says above the run itself. */
export type Lead = { readonly title: string; readonly text: string };

/** Whether it ends by itself. */
const isCalm = (about: Banner["about"]): boolean => about === "queue" || about === "freeze";

/** What people must know first; for an operator, each with the command that leads on. */
export const bannersShown = (banners: readonly Banner[], typed: Typed | null): Html =>
  html`${banners.map(
    ({ about, text, next }) =>
      html`<p class="${isCalm(about) ? "note" : "error"}" role="${isCalm(about) ? "note" : "alert"}">${text}.${typed === null ? null : html` <code>${typed(next)}</code>`}</p>`,
  )}`;

const words: Readonly<Record<PhaseState, readonly [string, string]>> = {
  "to-come": ["to come", "quiet"],
  "under-way": ["under way", "now"],
  done: ["done", "good"],
  skipped: ["nobody had to be asked", "quiet"],
  failed: ["failed", "bad"],
  "rolling-back": ["being rolled back", "bad"],
  undone: ["rolled back, proved", "quiet"],
  "not-proved": ["rolled back, NOT proved", "bad"],
};

/** The tone of a run's state. */
export const toneOf = (state: string): string =>
  state === "SUCCEEDED" ? "good" : ["RUNNING", "WAITING", "SUPERSEDED"].includes(state) ? "now" : "bad";

/** The phases of a run as a table: how far each has come, how long it took, whom a gate waits for. */
export const phasesShown = ({ phases }: RunView, nowMs: number): Html =>
  html`<div class="scroll"><table><thead><tr><th scope="col">phase</th><th scope="col">state</th><th scope="col">steps</th><th scope="col">time</th><th scope="col">about</th></tr></thead><tbody>${phases.map(
    (phase) => {
      const [text, tone] = words[phase.state];
      return html`<tr><th scope="row">${phase.phase}</th><td class="${tone} state">${text}</td><td>${phase.steps === null ? "" : `${phase.steps.done} of ${phase.steps.of}`}</td><td>${timeOf(phase, nowMs)}</td><td>${aboutOf(phase, nowMs)}</td></tr>`;
    },
  )}</tbody></table></div>`;

function timeOf({ state, startedAt, tookMs }: PhaseView, nowMs: number): string {
  const isUnderWay = state === "under-way" || state === "rolling-back";
  const elapsed = isUnderWay && startedAt !== null ? nowMs - Date.parse(startedAt) : tookMs;
  return elapsed === null ? "" : duration(elapsed);
}

function aboutOf({ state, steps, gate }: PhaseView, nowMs: number): string {
  const now = steps?.now ?? null;
  if (now !== null && (state === "under-way" || state === "rolling-back"))
    return `${now.step}: ${now.operation}, for ${duration(nowMs - Date.parse(now.since))}`;
  return gate === null ? "" : gateShown(gate, state, nowMs);
}

function gateShown(
  { approvers, until, decisions, mails }: AskedGate,
  state: PhaseState,
  nowMs: number,
): string {
  const said = decisions.map(
    ({ approver, decision, reason }) => `${approver}: ${decision}${reason === "" ? "" : `, "${reason}"`}`,
  );
  if (state !== "under-way") return said.join("; ");
  const unsent = mails.filter(({ accepted }) => !accepted).map(({ to }) => to);
  return [
    `waits for ${approvers.join(", ")} until ${moment(Date.parse(until))} (${duration(Date.parse(until) - nowMs)})`,
    unsent.length === 0 ? "mails accepted" : `mail NOT accepted: ${unsent.join(", ")}`,
    ...said,
  ].join("; ");
}

/** Whose change it is, since when the run is at work, and why it ended badly. */
export function runHead(view: RunView, nowMs: number): Html {
  const { runId, change, state, because, stillClosed, startedAt, claimedAt, endedAt } = view;
  const began = Date.parse(startedAt ?? claimedAt);
  const took =
    endedAt === null ? `for ${duration(nowMs - began)}` : `took ${duration(Date.parse(endedAt) - began)}`;
  const closed = stillClosed === null ? null : `Production stays closed: ${stillClosed}`;
  const wrong = [because, closed, ...needsOf(view)].filter((why) => why !== null);
  return html`<p class="kicker"><b class="${toneOf(state)}">${state}</b> ${runId}</p>
<p>${change.authors.join(", ")} · <code>${change.commit.slice(0, 12)}</code> of ${change.repository} · since ${moment(began)}, ${took}</p>
${wrong.map((why) => html`<p class="error">${why}</p>`)}`;
}

/** The page of one run. */
export function runPage({ application, banners, typed, placed, lead, view, nowMs }: RunOnPage): string {
  const title = view.change.subject ?? view.runId;
  const heading =
    lead === null
      ? html`<h1>${title}</h1>`
      : html`<h1>${lead.title}</h1><p class="done" role="status">${lead.text}</p><h2>${title}</h2>`;
  const more =
    typed === null
      ? html`<p class="quiet">This page only reads. You can close it.</p>`
      : html`<p class="quiet">Everything about it: <code>${typed(`records export ${view.runId} --output FILE`)}</code></p>
<p><a href="${placed("/runs")}">All runs</a></p>`;
  const body = html`${lead === null ? bannersShown(banners, typed) : null}
${heading}
${runHead(view, nowMs)}
${phasesShown(view, nowMs)}
<p class="quiet">${view.records.count} entries, head <code>${view.records.head ?? "none"}</code></p>
${lead === null ? null : bannersShown(banners, typed)}${more}`;
  return layout(`${lead?.title ?? view.state}: ${title}`, `${application} · ${moment(nowMs)}`, body);
}
