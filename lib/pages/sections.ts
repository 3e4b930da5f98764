import type { Dossier } from "../domain/gate/dossier.ts";
import { gateRows } from "../domain/gates.ts";
import { type Html, html } from "../text/html.ts";
import { pluralize } from "../text/plural.ts";
import { limited } from "./limited.ts";
import { shortType } from "./words.ts";

const nothing = html``;

/** What the checks observed, with what is not held before everything else. */
export function checks({ readings, environment }: Dossier, most: number): Html {
  if (readings.length === 0) return nothing;
  const held = readings.filter(({ answer }) => answer === "held").length;
  const waived = readings.filter(({ answer }) => answer === "waived").length;
  const unasked = readings.filter(({ answer }) => answer === "unasked").length;
  const others = readings.length - held - waived - unasked;
  const rows = readings.toSorted(
    (one, other) => Number(one.answer === "held") - Number(other.answer === "held"),
  );
  return html`<h2>What the checks observed in ${environment}</h2>
<details><summary><span class="held">${held} held</span><span>${waived > 0 ? `, ${waived} waived` : ""}${unasked > 0 ? `, ${unasked} not asked` : ""}${others > 0 ? `, ${others} not held` : ""}</span></summary><div><ul class="plain">
${limited(rows, most, ({ check, fact, resource, answer, saw }) => html`<li><b class="${answer}">${answer}</b> ${resource}: ${saw} <span class="quiet">${check}, ${fact}</span></li>`)}
</ul></div></details>`;
}

/** The code and files that differ from those of the last successful run. */
export const assets = ({ assets: all = [] }: Dossier, most: number): Html =>
  all.length === 0
    ? nothing
    : html`<h2>Code and files</h2><ul class="plain">${limited(
        all,
        most,
        ({ name, from, to }) =>
          html`<li>${/\/Code$/.test(name) ? `code of ${name.replace(/\/Code$/, "")}` : name} ${from === null ? "is new" : "changed"} <span class="quiet">${from === null ? "" : `${from.slice(0, 16)} to `}${to.slice(0, 16)}</span></li>`,
      )}</ul>`;

/** What the public will reach: first what opens as soon as the change is provisioned, then what waits for the release. */
export function exposure({ exposure: all }: Dossier, most: number): Html {
  if (all === undefined) return nothing;
  if (all.length === 0)
    return html`<h2>Public endpoints</h2><p>None: nothing of production can be reached from the internet.</p>`;
  const listOf = (waits: boolean, words: string) => {
    const some = all.filter(({ opensWithRelease }) => opensWithRelease === waits);
    return some.length === 0
      ? nothing
      : html`<p>${words}</p><ul class="plain">${limited(some, most, ({ step, logicalId, type, what }) => html`<li><b>${step}/${logicalId}</b>: ${what} <span class="quiet">${shortType(type)}</span></li>`)}</ul>`;
  };
  return html`<h2>Public endpoints</h2>
${listOf(false, "These will be open as soon as they are provisioned. They cannot be kept closed apart, and production-release comes after them.")}
${listOf(true, "These stay closed until production is released.")}`;
}

/** Where production differs from the staging that was signed off. */
export function parity({ parity: all, gate }: Dossier, most: number): Html {
  if (!gateRows[gate].showsParity) return nothing;
  const undeclared = all.filter(({ allowed }) => allowed === null);
  const title =
    all.length === 0
      ? "Production equals staging"
      : `${pluralize(all.length, "difference")} from staging, ${undeclared.length === 0 ? "all allowed by the plan" : `${undeclared.length} of them not allowed by the plan`}`;
  if (all.length === 0) return html`<h2>Parity with staging</h2><p>${title}.</p>`;
  return html`<h2>Parity with staging</h2><details><summary>${title}</summary><div><ul class="plain">
${limited([...undeclared, ...all.filter(({ allowed }) => allowed !== null)], most, ({ step, at, allowed }) => html`<li>${step} <code>${at}</code> <span class="quiet">${allowed ?? "not allowed by the plan"}</span></li>`)}
</ul></div></details>`;
}

const undoWords = {
  deleted: "deleted",
  restored: "restored",
  kept: "kept",
  closed: "closed first",
  untouched: "untouched",
} as const;

/** What a rejection, or a later failure, would undo. */
export function rollback({ gate, steps: all }: Dossier): Html {
  const { rejection } = gateRows[gate].wording;
  const lead = html`<h2>If you reject</h2><p>${rejection}</p>`;
  if (!rejection.endsWith(":")) return lead;
  return html`${lead}<div class="card"><ul class="plain inline">${all.map(
    ({ step, undo }) => html`<li>${step} <span class="quiet">${undoWords[undo]}</span></li>`,
  )}</ul></div>`;
}

/** The facts that this installation cannot observe and waives. */
export const waivers = ({ waivers: all }: Dossier): Html =>
  all.length === 0
    ? nothing
    : html`<h2>Waived here</h2><details><summary>${pluralize(all.length, "fact")} <span>that this installation cannot observe</span></summary><div><ul class="plain">${all.map(
        ({ check, fact, reason }) => html`<li>${fact} <span class="quiet">${check}: ${reason}</span></li>`,
      )}</ul></div></details>`;

/** The plan itself, at the gate that asks about it. */
export function planShown({ plan }: Dossier): Html {
  if (plan === null) return nothing;
  return html`<h2>${plan.title}</h2><div class="card"><ul class="plain">${plan.environments.map(
    ({ name, checks: texts, rollback: undo }) =>
      html`<li><b>${name}</b>: ${texts.join(", ")} <span class="quiet">on failure ${undo}</span></li>`,
  )}</ul></div><h2>Its gates</h2><div class="card"><ul class="plain">${plan.gates.map(
    ({ gate, approvers, quorum, hours, identity }) =>
      html`<li><b>${gate}</b>: ${quorum} of ${approvers.join(", ")} <span class="quiet">within ${hours} hours, by ${identity === "oidc" ? "sign-in" : "the link alone"}</span></li>`,
  )}</ul></div>`;
}
