import { countEffects, type Effect, effectKinds } from "../domain/change/prediction/effects.ts";
import { type Dossier, type DossierStep, stepsAtStake } from "../domain/gate/dossier.ts";
import { gateRows } from "../domain/gates.ts";
import { type Html, html } from "../text/html.ts";
import { pluralize } from "../text/plural.ts";
import { shortType } from "./words.ts";

const words = { remove: "removed", replace: "replaced", modify: "modified", add: "added" } as const;
const graveFirst = effectKinds.toReversed();
const mostOpenRows = 12;

const nothing = html``;

/** How many resources are removed, replaced, modified and added. */
export function counts(effects: readonly Effect[]): Html {
  const of = countEffects(effects);
  const chips = graveFirst
    .filter((effect) => of[effect] > 0)
    .map((effect) => html`<li class="${effect}"><b>${of[effect]}</b> ${words[effect]}</li>`);
  return html`<ul class="counts">${chips.length > 0 ? chips : html`<li class="none">No resource changes</li>`}</ul>`;
}

/** What cannot be undone: every removal and replacement by name, never collapsed. */
export function graveEffects(dossier: Dossier, most: number): Html {
  const grave = stepsAtStake(dossier).flatMap(({ step, effects }) =>
    effects
      .filter(({ effect }) => effect === "remove" || effect === "replace")
      .map((one) => ({ step, ...one })),
  );
  if (grave.length === 0) return nothing;
  return html`<h2>Removed and replaced</h2><div class="card"><ul class="plain">${limited(grave, most, (one) => effectRow(one, one.step))}</ul></div>`;
}

/** The permissions and network rules that the change adds. */
export function widening(dossier: Dossier, most: number): Html {
  const lines = stepsAtStake(dossier).flatMap(({ step, widening: of }) => of.map((line) => ({ step, line })));
  if (lines.length === 0) return nothing;
  const list = html`<ul class="plain">${limited(lines, most, ({ step, line }) => html`<li>${line} <span class="quiet">${step}</span></li>`)}</ul>`;
  const title = pluralize(lines.length, "new permission or network rule");
  return lines.length <= mostOpenRows
    ? html`<h2>Widened access</h2><div class="card">${list}</div>`
    : html`<h2>Widened access</h2><details><summary>${title}</summary><div>${list}</div></details>`;
}

/** Every step with its diff, collapsed. */
export const steps = ({ steps: all, environment }: Dossier, most: number): Html =>
  html`<h2>Step by step in ${environment}</h2>${all.map((one) => stepDetails(one, most))}`;

function stepDetails(
  { step, stackName, effects, done, templateDigest, baselineDigest, wantedDigest }: DossierStep,
  most: number,
): Html {
  const of = countEffects(effects);
  const summary =
    graveFirst
      .filter((effect) => of[effect] > 0)
      .map((effect) => `${of[effect]} ${words[effect]}`)
      .join(", ") || "no changes";
  return html`<details><summary>${step} <span>${summary}${done === null ? "" : `; ${done} by this run`}</span></summary><div>
${effects.length === 0 ? nothing : html`<ul class="plain">${limited(effects, most, (one) => effectRow(one, null))}</ul>`}
<p class="quiet">Stack ${stackName}<br>Template <code>${templateDigest}</code><br>${
    baselineDigest === null
      ? "This stack does not exist yet."
      : baselineDigest === wantedDigest
        ? "It is deployed as the change wants it."
        : html`Deployed now, or before this run: <code>${baselineDigest}</code>`
  }</p></div></details>`;
}

const effectRow = ({ effect, logicalId, type, because }: Effect, step: string | null): Html =>
  html`<li><span class="mark ${effect}">${words[effect]}</span>${step === null ? "" : `${step}: `}${logicalId} <span class="quiet">${shortType(type)}${because.length === 0 ? "" : ` · ${because.join(", ")}`}</span></li>`;

function limited<T>(rows: readonly T[], most: number, row: (one: T) => Html): readonly Html[] {
  const shown = rows.slice(0, most).map(row);
  const more = rows.length - shown.length;
  return more > 0 ? [...shown, html`<li class="quiet">and ${more} more, which the change lists</li>`] : shown;
}

/** What the checks observed. Answers that do not hold come first. */
export function checks({ readings, environment }: Dossier, most: number): Html {
  if (readings.length === 0) return nothing;
  const held = readings.filter(({ answer }) => answer === "held").length;
  const waived = readings.filter(({ answer }) => answer === "waived").length;
  const others = readings.length - held - waived;
  const rows = readings.toSorted(
    (one, other) => Number(one.answer === "held") - Number(other.answer === "held"),
  );
  return html`<h2>What the checks observed in ${environment}</h2>
<details><summary><span class="held">${held} held</span><span>${waived > 0 ? `, ${waived} waived` : ""}${others > 0 ? `, ${others} not held` : ""}</span></summary><div><ul class="plain">
${limited(rows, most, ({ check, fact, resource, answer, saw }) => html`<li><b class="${answer}">${answer}</b> ${resource}: ${saw} <span class="quiet">${check}, ${fact}</span></li>`)}
</ul></div></details>`;
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
