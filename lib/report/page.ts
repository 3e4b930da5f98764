import { environments } from "../domain/environment.ts";
import type { Entry } from "../domain/records/entry.ts";
import { becauseOf, whyStillClosed } from "../domain/rollback/end-of-run.ts";
import { ingressAfter } from "../domain/run/ingress.ts";
import { isSealed, statusOf, verdictSoFar } from "../domain/run/status.ts";
import type { Verdict } from "../domain/run/verdict.ts";
import type { Bundle } from "../domain/verify/bundle.ts";
import type { Verification } from "../domain/verify/verify.ts";
import { capitalized } from "../text/capitalized.ts";
import { type Html, html, trusted } from "../text/html.ts";
import { checksSection } from "./checks.ts";
import { gatesSection } from "./gates.ts";
import { proofSection } from "./proof.ts";
import { rollbackSection } from "./rollback.ts";
import { stepsSection } from "./steps.ts";
import { storyOf } from "./story.ts";
import { reportStyle } from "./style.ts";
import { summarySection } from "./summary.ts";
import { timelineSection } from "./timeline.ts";
import { digestText, preciseMoment, took } from "./words.ts";

/** What a verdict means, in a sentence. */
const meaning: Readonly<Record<Verdict | "RUNNING", string>> = {
  SUCCEEDED: "The change went through development, staging and production, and production is released.",
  REFUSED:
    "The change can't be carried out, so the run never started: nobody was asked, and nothing was changed.",
  REJECTED: "An approver rejected, or a gate expired. The rollback is complete and proved.",
  ROLLED_BACK: "Something failed. The rollback is complete and proved.",
  ABORTED: "The execution was stopped from outside. The rollback is complete and proved.",
  QUARANTINED: "Something failed, and the rollback is not proved. A person has to look.",
  RUNNING: "The run is not over. This is how far it was when the bundle was made.",
};

/**
 * The report of a run: one self-contained page, made from the run's bundle alone. The same bundle always gives the same
 * page. If the bundle does not verify, the page says so first.
 */
export function reportPage(bundle: Bundle, verification: Verification): string {
  const { entries } = bundle.remembered;
  const verdict = verdictSoFar(entries);
  const story = storyOf(entries);
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="robots" content="noindex, nofollow">
<meta name="color-scheme" content="light dark">
<title>${bundle.runId}: ${verification.sound ? verdict : "not sound"}</title>
<style>${trusted(reportStyle)}</style>
</head>
<body>
<header>
<div class="bar">${mark}<b>Interlock</b><span>Infrastructure Records, ${bundle.opening?.documentId ?? "plan unknown"}</span></div>
<div class="title">
<p class="verdict v-${verification.sound ? verdict : "unsound"}">${verification.sound ? verdict.replace("_", " ") : "NOT SOUND"}</p>
<h1>${bundle.runId || "A bundle without a run"}</h1>
<p class="lead">${verification.sound ? leadOf(entries, verdict) : "The bundle behind this page does not verify. The rest of the page shows what the bundle claims."}</p>
${ribbon(bundle)}
</div>
</header>
<main>
${soundness(verification)}
${summarySection(entries)}
${facts(bundle)}
${timelineSection(story, entries)}
${gatesSection(bundle)}
${checksSection(bundle)}
${stepsSection(bundle)}
${rollbackSection(bundle)}
${proofSection(bundle, verification)}
</main>
<footer><p>This page was made from the run's bundle alone. You can verify the bundle yourself: <code>interlock verify BUNDLE --public-key KEY</code>. docs/verify.md explains how to verify it without our code.</p></footer>
</body>
</html>`);
}

/** What a reader must know first: that production is closed, who or what ended the run, and what that means. */
function leadOf(entries: readonly Entry[], verdict: Verdict | "RUNNING"): Html {
  const stillClosed = whyStillClosed(entries);
  const since = ingressAfter(entries)?.since ?? "";
  return html`${
    verdict === "RUNNING" || stillClosed === null
      ? html``
      : html`<b>Production is closed to the public since ${preciseMoment(since)}, because ${stillClosed}.</b> `
  }${verdict === "RUNNING" ? html`` : html`${capitalized(becauseOf(entries, verdict))}. `}${meaning[verdict]}`;
}

/** The logo: two interlocked rings. */
const mark = trusted(
  '<svg viewBox="0 0 38 24" fill="none" stroke="currentColor" stroke-width="3.4" aria-hidden="true"><circle cx="13" cy="12" r="9.4"/><circle cx="25" cy="12" r="9.4"/></svg>',
);

/** The three environments in order, each with its state at the end. */
function ribbon({ runId, remembered, change }: Bundle): Html {
  const { environments: of } = statusOf(
    runId,
    remembered.entries,
    { count: 0, head: null },
    change?.says ?? null,
  );
  return html`<ol class="ribbon">${environments.map(
    (environment) =>
      html`<li class="s-${of[environment].state}"><b>${environment}</b><span>${of[environment].state === "absent" ? "not reached" : of[environment].state.replace("-", " ")}</span></li>`,
  )}</ol>`;
}

/** Whether the reader can trust the page. */
function soundness({ sound, findings, entries, keyPinned, keyFingerprint }: Verification): Html {
  const key = keyPinned
    ? html`under the key that was pinned`
    : html`under the key in the bundle itself: compare its fingerprint with one that you trust`;
  if (sound)
    return html`<section class="sound" aria-labelledby="sound"><h2 id="sound">Verified</h2>
<p>All ${entries} entries, every digest and every signature were checked when this page was made, ${key}.</p>
<p>${keyFingerprint === null ? "" : digestText(keyFingerprint)}</p></section>`;
  return html`<section class="unsound" aria-labelledby="sound"><h2 id="sound">Not sound: do not rely on this page</h2>
<p>The bundle has ${findings.length} findings:</p>
<ul>${findings
    .slice(0, 50)
    .map(
      ({ rule, entry, message }) =>
        html`<li><code>${rule}</code>${entry === null ? "" : ` entry ${entry}`}: ${message}</li>`,
    )}</ul></section>`;
}

function facts({ opening, change, remembered, count }: Bundle): Html {
  const [first] = remembered.entries;
  const last = remembered.entries.at(-1);
  const commit = change?.says?.commit ?? null;
  const from = first?.at ?? "";
  const until = last?.at ?? "";
  return html`<section aria-labelledby="facts"><h2 id="facts">The change</h2>
<dl>
${commit === null ? html`` : html`<dt>Change</dt><dd><strong>${commit.subject}</strong><br>by ${commit.author.name}${commit.committer.name === commit.author.name ? "" : `, committed by ${commit.committer.name}`}</dd>`}
<dt>Commit</dt><dd><code>${opening?.commit ?? "unknown"}</code> of ${opening?.repository ?? "an unknown repository"}${opening !== null && opening.attempt > 1 ? `, attempt ${opening.attempt}` : ""}</dd>
<dt>Began</dt><dd>${preciseMoment(from)}</dd>
<dt>${isSealed(remembered.entries) ? "Ended" : "Last entry"}</dt><dd>${preciseMoment(until)}, after ${took(from, until)}</dd>
<dt>Entries</dt><dd>${count}</dd>
</dl>
${
  opening === null || opening.waivers.length === 0
    ? html``
    : html`<h3>Waived</h3><ul class="waivers">${opening.waivers.map(({ check, fact, reason }) => html`<li><b>${fact}</b> <span class="quiet">${check}</span><br>${reason}</li>`)}</ul>`
}</section>`;
}
