import type * as z from "zod";
import { type Environment, environments } from "../domain/environment.ts";
import { type FactOf, isFact } from "../domain/records/facts.ts";
import type { Bundle } from "../domain/verify/bundle.ts";
import { itemsOf } from "../domain/verify/rules/lists.ts";
import { lookedSchema } from "../domain/verify/rules/residual.ts";
import { type Html, html } from "../text/html.ts";
import { pluralize } from "../text/plural.ts";
import { digestText, timeOfDay, title } from "./words.ts";

/** What the rollback undid, in which order, and the proof that nothing is left. */
export function rollbackSection(bundle: Bundle): Html {
  const begun = environments.filter((environment) =>
    bundle.remembered.entries
      .filter(isFact("begin-rollback", "observation"))
      .some(({ detail }) => detail.environment === environment),
  );
  if (begun.length === 0) return html``;
  return html`<section aria-labelledby="rollback"><h2 id="rollback">What was rolled back, and the proof</h2>
${begun.map((environment) => rollbackOf(bundle, environment))}${preserved(bundle)}</section>`;
}

function rollbackOf(bundle: Bundle, environment: Environment): Html {
  const { entries } = bundle.remembered;
  const cause = entries
    .filter(isFact("begin-rollback", "observation"))
    .find(({ detail }) => detail.environment === environment)?.detail.cause;
  const undone = entries
    .filter(isFact("roll-back-step", "outcome"))
    .filter(({ detail }) => detail.environment === environment);
  const proof = entries
    .filter(isFact("prove-rollback", "observation"))
    .findLast(({ detail }) => detail.environment === environment);
  const closed = entries
    .filter(isFact("confirm-closed", "observation"))
    .findLast(({ detail }) => detail.environment === environment)?.detail;
  return html`<article class="gate ${proof?.detail.proved === true ? "g-approved" : "g-rejected"}">
<h3>${title(environment)} <span class="state">${proof === undefined ? "not proved" : proof.detail.proved ? "proved" : "not proved"}</span></h3>
<p>${cause ?? ""}</p>
<h4>In this order</h4>
<ol class="undone">${undone.map(({ detail, at, sequence }) => html`<li>${timeOfDay(at)} <b>${detail.step}</b> ${detail.result} <a href="#e${sequence}" class="ref">${sequence}</a>${detail.reason === "" ? html`` : html`<br><span class="quiet">${detail.reason}</span>`}</li>`)}</ol>
${closed === undefined || closed.closed ? html`` : html`<p class="broken">It is still reachable: ${closed.exposed.join("; ")}</p>`}
${proof === undefined ? html`` : proofOf(bundle, environment, proof.detail)}</article>`;
}

function proofOf(
  bundle: Bundle,
  environment: Environment,
  { proved, resourcesSeen, residual, kept, looked }: FactOf<"prove-rollback">["detail"],
): Html {
  return html`<h4>Observed afterwards</h4>
<p>${
    proved
      ? `${pluralize(resourcesSeen, "resource")} that this run may have left ${resourcesSeen === 1 ? "was" : "were"} looked up one by one, twice. None that had to go still exists.`
      : `${pluralize(residual.length, "thing")} left or unknown:`
  }</p>
${residual.length === 0 ? html`` : html`<ul>${residual.map(({ type, id, state }) => html`<li><b>${type}</b> ${id}: ${state}</li>`)}</ul>`}
${kept.length === 0 ? html`` : html`<p>Kept, as the plan requires: ${kept.join(", ")}.</p>`}
${looked === undefined ? html`` : lookedAt(itemsOf(bundle, looked, lookedSchema) ?? [], environment)}`;
}

/** Every resource that the proof looked for, and its state. */
function lookedAt(all: z.output<typeof lookedSchema>, environment: Environment): Html {
  if (all.length === 0) return html``;
  const id = `looked-${environment}`;
  return html`<details><summary id="${id}"><b>${pluralize(all.length, "resource")}</b> looked for in ${environment}</summary>
<div class="wide" tabindex="0" role="region" aria-labelledby="${id}"><table>
<thead><tr><th scope="col">Is</th><th scope="col">Type</th><th scope="col">Resource</th><th scope="col">Known from</th><th scope="col">Looked up</th></tr></thead>
<tbody>${all.map(
    ({ type, id: resource, from, is, how }) =>
      html`<tr><td data-label="Is" class="${is === "present" || is === "unproven" || is === "going" ? "broken" : "held"}">${is}</td><td data-label="Type">${type}</td><td data-label="Resource">${resource}</td><td data-label="Known from">${from}</td><td data-label="Looked up">${how}</td></tr>`,
  )}</tbody></table></div></details>`;
}

/** The neighbouring environment, which a rollback must not touch, before and after. */
function preserved({ remembered }: Bundle): Html {
  const compared = remembered.entries.filter(isFact("confirm-preserved", "observation")).at(-1)?.detail;
  if (compared === undefined) return html``;
  return html`<article class="gate ${compared.same ? "g-approved" : "g-rejected"}">
<h3>${title(compared.environment)} <span class="state">${compared.same ? "as it was" : "not as it was"}</span></h3>
<dl><dt>Before</dt><dd>${digestText(compared.before)}</dd><dt>After</dt><dd>${digestText(compared.after)}</dd></dl>
<p class="quiet">One digest over every stack of it: id, status, and what is deployed.</p></article>`;
}
