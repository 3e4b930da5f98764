import { envelopeDigest } from "../domain/records/dsse.ts";
import { isFact } from "../domain/records/facts.ts";
import type { Bundle } from "../domain/verify/bundle.ts";
import type { Verification } from "../domain/verify/verify.ts";
import { type Html, html } from "../text/html.ts";
import { digestText, preciseMoment } from "./words.ts";

/** What a reader can compare: the digests, the receipts, and every entry. */
export function proofSection(bundle: Bundle, { keyFingerprint }: Verification): Html {
  const { opening, head, archive, remembered, count } = bundle;
  const digests: readonly (readonly [string, string | null | undefined])[] = [
    ["Head, the last entry", head],
    ["Plan", opening?.planDigest],
    ["Change", opening?.changeDigest],
    ["Seal of the run before", opening?.previousSeal],
    ["Archived histories", archive === null ? null : envelopeDigest(archive)],
    ["Public key", keyFingerprint],
  ];
  const receipts = remembered.entries.filter(isFact("sign-receipt", "outcome"));
  return html`<section aria-labelledby="proof"><h2 id="proof">Proof</h2>
<h3>Digests</h3>
<dl class="digests">${digests.flatMap(([name, digest]) => (typeof digest === "string" ? [html`<dt>${name}</dt><dd>${digestText(digest)}</dd>`] : []))}</dl>
<h3 id="receipts">Receipts</h3>
<p class="quiet">Each receipt covers every entry before it. Before it was signed, the entries were read again.</p>
<div class="wide" tabindex="0" role="region" aria-labelledby="receipts"><table>
<thead><tr><th scope="col">States</th><th scope="col">About</th><th scope="col">Signed</th><th scope="col">Entry</th></tr></thead>
<tbody>${receipts.map(
    ({ detail, at, sequence }) =>
      html`<tr><td data-label="States"><b>${detail.statement.replace("-", " ")}</b></td><td data-label="About">${detail.about}</td><td data-label="Signed">${preciseMoment(at)}</td><td data-label="Entry"><a href="#e${sequence}" class="ref">${sequence}</a></td></tr>`,
  )}</tbody></table></div>
<h3 id="entries">Entries</h3>
<details><summary><b>${remembered.entries.length === 1 ? "1 entry" : `${remembered.entries.length} entries`}</b>${remembered.entries.length < count ? ` of ${count}: of repeated identical actions on a step, only the first and the last` : ""}</summary>
<div class="wide" tabindex="0" role="region" aria-labelledby="entries"><table class="entries">
<thead><tr><th scope="col">No</th><th scope="col">When</th><th scope="col">What</th><th scope="col">About</th><th scope="col">By</th><th scope="col">Digest</th></tr></thead>
<tbody>${remembered.entries.map(
    ({ sequence, at, action, kind, subject, actor, digest }) =>
      html`<tr id="e${sequence}"><td data-label="No">${sequence}</td><td data-label="When">${at.slice(11, 23)}</td><td data-label="What">${action} <span class="quiet">${kind}</span></td><td data-label="About">${subject}</td><td data-label="By">${actor}</td><td data-label="Digest"><code>${digest.slice(0, 16)}</code></td></tr>`,
  )}</tbody></table></div></details></section>`;
}
