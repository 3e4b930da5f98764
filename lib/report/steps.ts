import * as z from "zod";
import { stepsInOrder } from "../domain/change/manifest.ts";
import { type Environment, environments } from "../domain/environment.ts";
import type { Entry } from "../domain/records/entry.ts";
import { resourceChangeSchema } from "../domain/records/resource-change.ts";
import { provisioned, rolledBack } from "../domain/step/attempts.ts";
import { removedFrom } from "../domain/step/removed-step.ts";
import type { Bundle } from "../domain/verify/bundle.ts";
import { itemsOf } from "../domain/verify/rules/lists.ts";
import { type Html, html } from "../text/html.ts";
import { pluralize } from "../text/plural.ts";
import { title, took } from "./words.ts";

/** What the change did to each step of each environment. */
export function stepsSection(bundle: Bundle): Html {
  const { change, remembered } = bundle;
  const says = change?.says ?? null;
  if (says === null) return html``;
  const touched = environments.filter((environment) =>
    remembered.entries.some(({ detail }) => "step" in detail && detail.environment === environment),
  );
  if (touched.length === 0) return html``;
  return html`<section aria-labelledby="steps"><h2 id="steps">What changed</h2>
<p class="quiet">A step is one stack. The template's digest names its exact text, which is in the bundle.</p>
${touched.map(
  (environment) => html`<h3 id="s-${environment}">${title(environment)}</h3>
<div class="wide" tabindex="0" role="region" aria-labelledby="s-${environment}"><table class="steps">
<thead><tr><th scope="col">Step</th><th scope="col">Became</th><th scope="col">In</th><th scope="col">Stack</th><th scope="col">Template</th></tr></thead>
<tbody>${[...stepsInOrder(says, environment, "everything"), ...removedFrom(bundle.opening ?? {}, environment)].map((step) => rowOf(remembered.entries, environment, step))}</tbody>
</table></div>
${changesOf(bundle, environment)}`,
)}</section>`;
}

function rowOf(
  entries: readonly Entry[],
  environment: Environment,
  {
    step,
    stackName,
    templateDigest,
  }: { readonly step: string; readonly stackName: string; readonly templateDigest?: string },
): Html {
  const done = provisioned(entries, environment, step);
  const undone = rolledBack(entries, environment, step);
  const about = entries.filter(
    ({ action, detail }) =>
      action === "provision-step" && detail.environment === environment && detail.step === step,
  );
  const [first, last] = [about[0], about.at(-1)];
  const bad = done?.result === "failed" || done?.result === "unknown";
  const became = [done?.result.replace("-", " ") ?? (first === undefined ? "not reached" : "begun")];
  // An update that is complete may have left something behind.
  if (done?.result === "updated" && done.reason !== "") became.push(done.reason);
  if (undone !== null) became.push(undone.result.replace("-", " "));
  return html`<tr><td data-label="Step"><b>${step}</b></td><td data-label="Became" class="${bad ? "broken" : undone === null && done !== null ? "held" : ""}">${became.join(", then ")}</td><td data-label="In">${first === undefined || last === undefined || first === last ? "–" : took(first.at, last.at)}</td><td data-label="Stack">${stackName}</td><td data-label="Template">${templateDigest === undefined ? "–" : html`<code>${templateDigest.slice(0, 16)}</code>`}</td></tr>`;
}

/** What the change sets of an environment did, resource by resource, as CloudFormation described them before execution. */
function changesOf(bundle: Bundle, environment: Environment): Html {
  const rows = bundle.remembered.entries.flatMap((entry) => {
    if (entry.kind !== "intent" || entry.detail.environment !== environment) return [];
    if (entry.action !== "provision-step" && entry.action !== "roll-back-step") return [];
    const { changes, step } = entry.detail;
    const all = changes === undefined ? null : itemsOf(bundle, changes, z.array(resourceChangeSchema));
    const what = entry.action === "roll-back-step" ? "restored" : "updated";
    return (all ?? []).map((one) => ({ ...one, step, what, entry: entry.sequence }));
  });
  if (rows.length === 0) return html``;
  const id = `changes-${environment}`;
  return html`<details><summary id="${id}"><b>${pluralize(rows.length, "resource")}</b> changed in ${environment} by change sets</summary>
<div class="wide" tabindex="0" role="region" aria-labelledby="${id}"><table>
<thead><tr><th scope="col">Step</th><th scope="col">What</th><th scope="col">Resource</th><th scope="col">Properties</th><th scope="col">Entry</th></tr></thead>
<tbody>${rows.map(
    ({ step, what, action, replacement, logicalId, type, properties, entry }) =>
      html`<tr><td data-label="Step"><b>${step}</b> ${what}</td><td data-label="What">${action.toLowerCase()}${replacement === "False" ? "" : `, replaced: ${replacement.toLowerCase()}`}</td><td data-label="Resource">${logicalId} <span class="quiet">${type}</span></td><td data-label="Properties">${properties.join(", ") || "–"}</td><td data-label="Entry"><a href="#e${entry}" class="ref">${entry}</a></td></tr>`,
  )}</tbody></table></div></details>`;
}
