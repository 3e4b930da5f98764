import { type Html, html } from "../approval-page/html.ts";
import { stepsInOrder } from "../domain/change/manifest.ts";
import { type Environment, environments } from "../domain/environment.ts";
import type { Entry } from "../domain/records/entry.ts";
import { provisioned, rolledBack } from "../domain/step/attempts.ts";
import type { Bundle } from "../domain/verify/bundle.ts";
import { title } from "./story.ts";
import { took } from "./words.ts";

/** What the change did to each step of each environment. */
export function stepsSection({ change, remembered }: Bundle): Html {
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
<tbody>${stepsInOrder(says, environment, "everything").map((step) => rowOf(remembered.entries, environment, step))}</tbody>
</table></div>`,
)}</section>`;
}

function rowOf(
  entries: readonly Entry[],
  environment: Environment,
  {
    step,
    stackName,
    templateDigest,
  }: { readonly step: string; readonly stackName: string; readonly templateDigest: string },
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
  if (undone !== null) became.push(undone.result.replace("-", " "));
  return html`<tr><td data-label="Step"><b>${step}</b></td><td data-label="Became" class="${bad ? "broken" : undone === null && done !== null ? "held" : ""}">${became.join(", then ")}</td><td data-label="In">${first === undefined || last === undefined || first === last ? "–" : took(first.at, last.at)}</td><td data-label="Stack">${stackName}</td><td data-label="Template"><code>${templateDigest.slice(0, 16)}</code></td></tr>`;
}
