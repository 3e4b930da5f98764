import { type Html, html } from "../approval-page/html.ts";
import { type Environment, environments } from "../domain/environment.ts";
import { isFact } from "../domain/records/facts.ts";
import type { Bundle } from "../domain/verify/bundle.ts";
import { title } from "./story.ts";
import { clock, digestText, many } from "./words.ts";

/** What was undone, in which order, and what proves that nothing is left. */
export function rollbackSection(bundle: Bundle): Html {
  const begun = environments.filter((environment) =>
    bundle.remembered.entries
      .filter(isFact("begin-rollback", "observation"))
      .some(({ detail }) => detail.environment === environment),
  );
  if (begun.length === 0) return html``;
  return html`<section aria-labelledby="rollback"><h2 id="rollback">What was undone, and how that is known</h2>
${begun.map((environment) => rollbackOf(bundle, environment))}${preserved(bundle)}</section>`;
}

function rollbackOf({ remembered }: Bundle, environment: Environment): Html {
  const { entries } = remembered;
  const cause = entries
    .filter(isFact("begin-rollback", "observation"))
    .find(({ detail }) => detail.environment === environment)?.detail.cause;
  const undone = entries
    .filter(isFact("roll-back-step", "outcome"))
    .filter(({ detail }) => detail.environment === environment);
  const proof = entries
    .filter(isFact("prove-rollback", "observation"))
    .findLast(({ detail }) => detail.environment === environment);
  return html`<article class="gate ${proof?.detail.proved === true ? "g-approved" : "g-rejected"}">
<h3>${title(environment)} <span class="state">${proof === undefined ? "not proved" : proof.detail.proved ? "proved" : "not proved"}</span></h3>
<p>${cause ?? ""}</p>
<h4>In this order</h4>
<ol class="undone">${undone.map(({ detail, at, sequence }) => html`<li>${clock(at)} <b>${detail.step}</b> ${detail.result} <a href="#e${sequence}" class="ref">${sequence}</a>${detail.reason === "" ? html`` : html`<br><span class="quiet">${detail.reason}</span>`}</li>`)}</ol>
${proof === undefined ? html`` : proofOf(proof.detail)}</article>`;
}

function proofOf({
  proved,
  resourcesSeen,
  residual,
  kept,
}: {
  readonly proved: boolean;
  readonly resourcesSeen: number;
  readonly kept: readonly string[];
  readonly residual: readonly { readonly type: string; readonly id: string; readonly state: string }[];
}): Html {
  return html`<h4>Seen afterwards</h4>
<p>${
    proved
      ? `${many(resourcesSeen, "resource")} that the deleted stacks ever named ${resourcesSeen === 1 ? "was" : "were"} described one by one, and none is there any more.`
      : `${many(residual.length, "thing")} left, or cannot be told:`
  }</p>
${residual.length === 0 ? html`` : html`<ul>${residual.map(({ type, id, state }) => html`<li><b>${type}</b> ${id}: ${state}</li>`)}</ul>`}
${kept.length === 0 ? html`` : html`<p>Kept, because the plan keeps it: ${kept.join(", ")}.</p>`}`;
}

/** The neighbour that a rollback must not touch, before and after. */
function preserved({ remembered }: Bundle): Html {
  const compared = remembered.entries.filter(isFact("confirm-preserved", "observation")).at(-1)?.detail;
  if (compared === undefined) return html``;
  return html`<article class="gate ${compared.same ? "g-approved" : "g-rejected"}">
<h3>${title(compared.environment)} <span class="state">${compared.same ? "as it was" : "not as it was"}</span></h3>
<dl><dt>Before</dt><dd>${digestText(compared.before)}</dd><dt>After</dt><dd>${digestText(compared.after)}</dd></dl>
<p class="quiet">One digest over every stack of it: id, status, and what is deployed.</p></article>`;
}
