import { gateState } from "../domain/gate/gate-state.ts";
import { type Gate, gates } from "../domain/gates.ts";
import { isFact } from "../domain/records/facts.ts";
import type { Bundle } from "../domain/verify/bundle.ts";
import { type Html, html } from "../text/html.ts";
import { digestText, preciseMoment, took } from "./words.ts";

/** For each gate: the approvers, their decisions, when, and why. */
export function gatesSection(bundle: Bundle): Html {
  const asked = gates.filter((gate) => gateState(bundle.remembered.entries, gate) !== null);
  if (asked.length === 0) return html``;
  return html`<section aria-labelledby="gates"><h2 id="gates">Who decided</h2>
<div class="cards">${asked.map((gate) => gateOf(bundle, gate))}</div></section>`;
}

function gateOf({ remembered, dossiers }: Bundle, gate: Gate): Html {
  const { entries } = remembered;
  const state = gateState(entries, gate) ?? "open";
  const openings = entries
    .filter(isFact("open-gate", "outcome"))
    .filter(({ detail }) => detail.gate === gate);
  const opened = openings.at(-1);
  const question =
    opened === undefined ? null : (dossiers.get(opened.detail.dossierDigest)?.says?.question ?? null);
  const decisions = entries
    .filter(isFact("decide-gate", "decision"))
    .filter(({ detail }) => detail.gate === gate);
  return html`<article class="gate g-${state}">
<h3>${gate} <span class="state">${state === "passed" ? "nothing to decide" : state}</span></h3>
${question === null ? html`` : html`<p class="question">${question}</p>`}
${
  opened === undefined
    ? html`<p>Production was already as the change wants it, so the run skipped this gate.</p>`
    : html`<dl>
<dt>Asked</dt><dd>${opened.detail.approvers.join(", ")}${opened.detail.quorum > 1 ? `; ${opened.detail.quorum} must approve` : ""}, ${preciseMoment(opened.at)}${openings.length > 1 ? `, the ${openings.length}th time` : ""}</dd>
${decisions.map(
  ({ detail, at, sequence }) => html`<dt>${detail.decision === "approve" ? "Approved" : "Rejected"}</dt>
<dd><strong>${detail.approver}</strong>, ${preciseMoment(at)}, after ${took(opened.at, at)} <a href="#e${sequence}" class="ref">${sequence}</a><br><span class="quiet">by ${detail.basis}</span>${detail.reason === "" ? html`` : html`<br><q>${detail.reason}</q>`}</dd>`,
)}
<dt>Shown</dt><dd>${digestText(opened.detail.dossierDigest)}</dd>
</dl>`
}</article>`;
}
