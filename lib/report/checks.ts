import { type Environment, environments } from "../domain/environment.ts";
import { type FactOf, isFact } from "../domain/records/facts.ts";
import type { Bundle } from "../domain/verify/bundle.ts";
import { type Html, html } from "../text/html.ts";
import { pluralize } from "../text/plural.ts";
import { preciseMoment, title } from "./words.ts";

type Validation = FactOf<"validate-environment">["detail"];
type Reading = Validation["readings"][number];

/** The readings of each environment's last validation. */
export function checksSection({ remembered }: Bundle): Html {
  const last = environments.flatMap((environment) => {
    const found = remembered.entries
      .filter(isFact("validate-environment", "observation"))
      .findLast(({ detail }) => detail.environment === environment);
    return found === undefined ? [] : [{ environment, ...found }];
  });
  if (last.length === 0) return html``;
  return html`<section aria-labelledby="checks"><h2 id="checks">What was checked</h2>
<p class="quiet">Interlock described each resource itself to get these answers.</p>
${last.map(({ environment, detail, at, sequence }) => validationOf(environment, detail, at, sequence))}</section>`;
}

function validationOf(
  environment: Environment,
  { readings, held }: Validation,
  at: string,
  entry: number,
): Html {
  const checks = [...new Set(readings.map(({ check }) => check))];
  return html`<section class="checks" aria-labelledby="c-${environment}">
<h3 id="c-${environment}">${title(environment)} <span class="${held ? "held" : "broken"}">${held ? "valid" : "not valid"}</span> <span class="quiet">${preciseMoment(at)}</span> <a href="#e${entry}" class="ref">${entry}</a></h3>
${checks.map((check) =>
  checkOf(
    environment,
    readings.filter((reading) => reading.check === check),
  ),
)}</section>`;
}

const order: readonly Reading["answer"][] = ["broken", "unobservable", "waived", "unasked", "held"];

function checkOf(environment: Environment, readings: readonly Reading[]): Html {
  const counts = order
    .map((answer) => ({ answer, count: readings.filter((reading) => reading.answer === answer).length }))
    .filter(({ count }) => count > 0);
  const sorted = readings.toSorted((one, other) => order.indexOf(one.answer) - order.indexOf(other.answer));
  const isOpen = counts.some(({ answer }) => answer === "broken" || answer === "unobservable");
  const [first] = readings;
  const summary = html`<summary><b>${first?.check.replaceAll("-", " ") ?? ""}</b> <span class="counts">${counts.map(
    ({ answer, count }) => html`<span class="${answer}">${count} ${answer}</span>`,
  )}</span></summary>`;
  const table = html`<div class="wide" tabindex="0" role="region" aria-label="${pluralize(readings.length, "answer")} of ${first?.check ?? ""} in ${environment}"><table>
<thead><tr><th scope="col">Answer</th><th scope="col">About</th><th scope="col">Resource</th><th scope="col">Observed</th></tr></thead>
<tbody>${sorted.map(
    ({ answer, fact, resource, saw }) =>
      html`<tr><td data-label="Answer" class="${answer}">${answer}</td><td data-label="About">${fact.replaceAll("-", " ")}</td><td data-label="Resource">${resource}</td><td data-label="Observed">${saw}</td></tr>`,
  )}</tbody></table></div>`;
  return isOpen
    ? html`<details open>${summary}${table}</details>`
    : html`<details>${summary}${table}</details>`;
}
