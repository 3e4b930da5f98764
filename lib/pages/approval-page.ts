import type { Digest } from "../domain/canonical.ts";
import { digitsTyped } from "../domain/gate/challenge.ts";
import { type Dossier, stepsAtStake } from "../domain/gate/dossier.ts";
import { serviceNotice } from "../domain/gate/service.ts";
import { type Gate, gateRows, gates } from "../domain/gates.ts";
import type { Head } from "../domain/records/entry.ts";
import { type Phase, phasesBehind } from "../domain/run/phases.ts";
import { capitalized } from "../text/capitalized.ts";
import { type Html, html } from "../text/html.ts";
import { pluralize } from "../text/plural.ts";
import {
  counts,
  dataLost,
  gravest,
  type Limits,
  references,
  replaced,
  steps,
  widening,
} from "./effects-shown.ts";
import { layout } from "./layout.ts";
import { assets, checks, exposure, parity, planShown, rollback, waivers } from "./sections.ts";
import { localMoment, placeOf, span } from "./words.ts";

/** What the page shows in addition to the dossier. */
export type PageState = {
  readonly digest: Digest;
  readonly nonce: string;
  readonly approver: string;
  readonly nowMs: number;
  readonly head: Head;
  /** The time zone of the reader; null if it is not known. */
  readonly timeZone: string | null;
  /** How long each phase usually takes, in milliseconds. */
  readonly usual: Readonly<Partial<Record<Phase, number>>>;
  /** Where to look further; null where there is nothing. */
  readonly links: Readonly<Record<"commit" | "ci" | "staging" | "run", string | null>>;
  /** The names of the approvers who have approved. */
  readonly approvedBy: readonly string[];
  /** Why the submitted form decided nothing: of the whole form, and of each field; empty if no form was submitted. */
  readonly errors: FormErrors;
  /** What was typed into the form. */
  readonly typed: { readonly challenge: string; readonly reason: string };
};

/** What is wrong with a form, all at once. */
export type FormErrors = {
  readonly form?: string;
  readonly challenge?: string;
  readonly reason?: string;
};

const mostNames = 8;

/**
 * The page is complete as long as it stays this small. Beyond that, values and long lists are cut, and say so. What loses
 * data or widens access is always named.
 */
const heaviestBytes = 190 * 1024;
const limits: readonly Limits[] = [
  { rows: Number.POSITIVE_INFINITY, values: Number.POSITIVE_INFINITY, characters: 400 },
  { rows: 500, values: 4, characters: 120 },
  { rows: 200, values: 2, characters: 60 },
  { rows: 60, values: 1, characters: 40 },
  { rows: 24, values: 0, characters: 0 },
];
const tightest: Limits = { rows: 8, values: 0, characters: 0 };

/** The page of one invitation: first the question in ten seconds of reading, then everything that the decision is about, then the form. */
export function approvalPage(dossier: Dossier, visit: PageState): string {
  for (const most of limits) {
    const page = pageWith(dossier, visit, most);
    if (Buffer.byteLength(page) <= heaviestBytes) return page;
  }
  return pageWith(dossier, visit, tightest);
}

function pageWith(dossier: Dossier, visit: PageState, most: Limits): string {
  const { gate, clause, documentId, question, environment, commit, repository, again } = dossier;
  const body = html`
<p class="kicker">${gate} · for ${visit.approver}</p>
<h1>${question}</h1>
${again === null ? null : html`<p class="note">You are asked again: ${again}.</p>`}
<div class="card">
<p class="kicker"><span class="env ${environment}">${environment}</span> ${gateRows[gate].wording.effects}</p>
${serviceShown(dossier)}${counts(dossier)}${gravest(dossier)}
<p class="says">${commit.subject}</p>
<p class="quiet">by ${commit.author.name}${withOthers(dossier)} in ${repository}, commit <code>${commit.sha.slice(0, 12)}</code>, ${span(visit.nowMs - Date.parse(commit.committedAt))} old${othersOf(dossier)}</p>
<p class="due">Decide by <b>${localMoment(dossier.expiresAtMs, visit.timeZone)}</b>, in ${span(dossier.expiresAtMs - visit.nowMs)}. After that, the gate counts as rejected.${usuallyFrom(gate, visit)}</p>
${linksShown(gate, visit)}</div>
<a class="jump" href="#decide">Decide</a>
${planShown(dossier)}${opensShown(dossier)}${dataLost(dossier, most)}${widening(dossier, most)}${references(dossier, most)}${replaced(dossier, most)}${exposure(dossier, most.rows)}${assets(dossier, most.rows)}${steps(dossier, most)}${checks(dossier, most.rows)}${parity(dossier, most.rows)}${rollback(dossier)}${waivers(dossier)}
${earlierShown(dossier, visit)}
<h2>Who decides</h2>
<p>${quorumOf(dossier, visit)} The people who made the change may not decide: ${namesOf(dossier)}.${adoptedShown(dossier)}</p>
${form(dossier, visit)}
<footer>
<h2>This page is bound to</h2>
<dl class="quiet">
<dt>Run</dt><dd>${dossier.runId}</dd>
<dt>Commit</dt><dd><code>${commit.sha}</code></dd>
<dt>Plan</dt><dd><code>${dossier.planDigest}</code></dd>
<dt>Change</dt><dd><code>${dossier.changeDigest}</code></dd>
<dt>Current state</dt><dd><code>${dossier.realState}</code></dd>
<dt>Records</dt><dd>${visit.head.count} entries, head <code>${visit.head.head ?? "none"}</code></dd>
</dl>
<p class="quiet">Interlock may do only what this page shows. If the plan, the change or ${environment} itself has changed by the time you decide, your decision is void and you are asked again.</p>
</footer>`;
  return layout(`${question} ${dossier.runId}`, `${documentId} §${clause} · ${placeOf(gate)}`, body);
}

/** What customers notice, first of all where they notice something at once. */
function serviceShown(dossier: Dossier): Html {
  const notice = serviceNotice(dossier);
  if (notice === null) return html``;
  const { short, long, isGrave } = notice;
  return html`<p class="${isGrave ? "grave" : "note"}"><b>${capitalized(short)}.</b> ${long}</p>`;
}

/** How long it usually takes from an approval to the next question, or to the end; nothing before any run has shown it. */
function usuallyFrom(gate: Gate, { usual }: PageState): string {
  const ms = phasesBehind(gate).reduce((sum, phase) => sum + (usual[phase] ?? 0), 0);
  if (ms === 0) return "";
  const next = gates[gates.indexOf(gate) + 1];
  return ` After an approval it usually takes ${span(ms)} until ${next === undefined ? "the run ends" : `${next} asks`}.`;
}

/** Where the reader can look further. */
function linksShown(gate: Gate, { links: { commit, ci, staging, run } }: PageState): Html | null {
  const shown = [
    ["the commit", commit],
    ["its checks in CI", ci],
    ["staging", gateRows[gate].environment === "development" ? null : staging],
    ["the run so far", run],
  ].filter((link): link is [string, string] => link[1] !== null);
  return shown.length === 0
    ? null
    : html`<p class="quiet">Look at ${shown.map(
        ([words, href], index) =>
          html`${index === 0 ? "" : index === shown.length - 1 ? " or " : ", "}<a href="${href}">${words}</a>`,
      )}.</p>`;
}

/** What the gate opens to the world, at the gate that is about opening. */
function opensShown(dossier: Dossier): Html {
  const lines = stepsAtStake(dossier).flatMap(({ step, opens = [] }) =>
    opens.map((line) => ({ step, line })),
  );
  if (gateRows[dossier.gate].asksAbout !== "ingress" || lines.length === 0) return html``;
  return html`<h2>Open to the world</h2><div class="card"><ul class="plain">${lines.map(
    ({ step, line }) => html`<li><span>${line}</span> <span class="quiet">${step}</span></li>`,
  )}</ul></div>`;
}

/** Who decided at the gates before, when and why. */
function earlierShown({ earlier = [] }: Dossier, { timeZone }: PageState): Html {
  if (earlier.length === 0) return html``;
  return html`<h2>Decided so far</h2><div class="card"><ul class="plain">${earlier.map(
    ({ gate, approver, decision, reason, at }) =>
      html`<li><b>${gate}</b>: ${approver} ${decision === "approve" ? "approved" : "rejected"}, ${localMoment(Date.parse(at), timeZone)} <span class="quiet">${reason === "" ? "no reason given" : reason}</span></li>`,
  )}</ul></div>`;
}

/** Committer and co-authors, where they are not the author. */
function withOthers({ commit }: Dossier): string {
  const { author, committer, coAuthors } = commit;
  const with_ = coAuthors.map(({ name }) => name);
  return [
    ...(with_.length === 0 ? [] : [` with ${with_.join(", ")}`]),
    ...(committer.address === author.address ? [] : [`, committed by ${committer.name}`]),
  ].join("");
}

const alert = (error: string | undefined, id?: string): Html | null =>
  error === undefined
    ? null
    : html`<p class="error"${id === undefined ? html`` : html` id="${id}"`} role="alert">${error}</p>`;

/** Attributes of a field that says what is wrong with it, and is where a person goes on. */
const wrong = (error: string | undefined, describedBy: string): Html =>
  error === undefined
    ? html` aria-describedby="${describedBy}"`
    : html` aria-describedby="${describedBy}-error ${describedBy}" aria-invalid="true"`;

function form({ environment, identity }: Dossier, { digest, nonce, errors, typed }: PageState): Html {
  const first =
    errors.challenge === undefined ? (errors.reason === undefined ? null : "reason") : "challenge";
  return html`<form method="post" action="#decide" id="decide">
<h2>Decide</h2>
${alert(errors.form)}
<input type="hidden" name="nonce" value="${nonce}">
<input type="hidden" name="digest" value="${digest}">
<div class="seal"><code data-digest="${digest}">${digest}</code><p id="challenge-hint">Type <b data-environment="${environment}">${environment}</b>, a space, and these ${digitsTyped} digits. They begin the digest of what this page shows.</p></div>
<label for="challenge">Environment and digits</label>
${alert(errors.challenge, "challenge-hint-error")}
<input type="text" id="challenge" name="challenge" value="${typed.challenge}" autocomplete="off" autocapitalize="none" autocorrect="off" spellcheck="false" maxlength="80" required${wrong(errors.challenge, "challenge-hint")}${first === "challenge" ? html` autofocus` : html``}>
<label for="reason">Reason</label>
${alert(errors.reason, "reason-hint-error")}
<textarea id="reason" name="reason" rows="3" maxlength="1000"${wrong(errors.reason, "reason-hint")}${first === "reason" ? html` autofocus` : html``}>${typed.reason}</textarea>
<p class="hint" id="reason-hint">To reject, please give a reason: the person who has to fix the change reads it. The reason goes into the records.</p>
${identity === "oidc" ? html`<p class="note">Then you sign in. Your identity provider vouches that you signed in for exactly this decision; nothing is decided before.</p>` : html``}<div class="decisions">
<button type="submit" name="decision" value="approve">Approve</button>
<button type="submit" name="decision" value="reject">Reject</button>
</div>
<details><summary>The whole digest</summary><div><code>${digest}</code></div></details>
</form>`;
}

function othersOf({ people, commit }: Dossier): string {
  const others = people.filter(({ address }) => address !== commit.author.address).length;
  const named = commit.coAuthors.length;
  return others <= named ? "" : `; ${pluralize(others - named, "other")} contributed since the last release`;
}

function namesOf({ people }: Dossier): string {
  const names = people.slice(0, mostNames).map(({ name }) => name);
  const more = people.length - names.length;
  return `${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function adoptedShown({ adopted }: Dossier): Html {
  if (adopted === undefined) return html``;
  return html` They are counted from commit <code>${adopted.commit.slice(0, 12)}</code>, which ${adopted.by} adopted on ${localMoment(Date.parse(adopted.at))}.`;
}

function quorumOf({ quorum, approvers }: Dossier, { approvedBy }: PageState): string {
  const who = approvers.length === quorum ? approvers.join(" and ") : `${quorum} of ${approvers.join(", ")}`;
  const needed = `${who} must approve; one rejection ends the run.`;
  return approvedBy.length === 0 ? needed : `${needed} ${approvedBy.join(", ")} approved already.`;
}
