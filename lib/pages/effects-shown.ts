import {
  countEffects,
  type Effect,
  effectsInWords,
  effectWords,
  gravestFirst,
  gravestKinds,
  gravityOfEffect,
  isGrave,
} from "../domain/change/prediction/effects.ts";
import type { ValueChange } from "../domain/change/prediction/value-change.ts";
import { changeInWords, type Dossier, type DossierStep, stepsAtStake } from "../domain/gate/dossier.ts";
import { capitalized } from "../text/capitalized.ts";
import { type Html, html } from "../text/html.ts";
import { limited } from "./limited.ts";
import { shortType } from "./words.ts";

/** How much of a long change a page shows. */
export type Limits = {
  /** Rows of one list that are neither data lost nor access widened. */
  readonly rows: number;
  /** Values that change, of one effect. */
  readonly values: number;
  /** Characters of one value. */
  readonly characters: number;
};

type StepEffect = Effect & { readonly step: string };

const mostAtFirstGlance = 3;
const atFirstGlance: Limits = { rows: 0, values: 1, characters: 40 };
// Several statements come with one effect, and that effect is named in any case.
const mostStatements = 1_000;

const nothing = html``;

/** The effects at stake with their steps, gravest first. */
const effectsOf = (dossier: Dossier): readonly StepEffect[] =>
  gravestFirst(
    stepsAtStake(dossier).flatMap(({ step, effects }) => effects.map((one) => ({ ...one, step }))),
  );

/** How many resources are removed, replaced, modified and added. */
export function counts(dossier: Dossier): Html {
  const of = countEffects(effectsOf(dossier));
  const chips = gravestKinds
    .filter((effect) => of[effect] > 0)
    .map((effect) => html`<li class="${effect}"><b>${of[effect]}</b> ${effectWords[effect]}</li>`);
  return html`<ul class="counts">${chips.length > 0 ? chips : html`<li class="none">${capitalized(changeInWords(dossier))}</li>`}</ul>`;
}

/** The gravest effects by name, so that the first screen of a phone shows them. */
export function gravest(dossier: Dossier): Html {
  const grave = effectsOf(dossier).filter(isGrave);
  if (grave.length === 0) return nothing;
  const more = grave.length - mostAtFirstGlance;
  return html`<ul class="plain first">${grave
    .slice(0, mostAtFirstGlance)
    .map((one) => effectRow(one, one.step, atFirstGlance))}${
    more > 0 ? html`<li class="quiet">and ${more} more as grave, below</li>` : ""
  }</ul>`;
}

/** What loses data or its protection, by name and never collapsed or cut. */
export const dataLost = (dossier: Dossier, most: Limits): Html =>
  section(
    "Removed and replaced with data, or no longer protected",
    effectsOf(dossier).filter((one) => gravityOfEffect(one) === "data-lost"),
    Number.POSITIVE_INFINITY,
    most,
  );

/** Who may do or reach more than before. Its effects are never cut. */
export function widening(dossier: Dossier, most: Limits): Html {
  const effects = effectsOf(dossier).filter((one) => gravityOfEffect(one) === "widened");
  const lines = stepsAtStake(dossier).flatMap(({ step, widening: of }) => of.map((line) => ({ step, line })));
  if (effects.length + lines.length === 0) return nothing;
  return html`<h2>Widened access</h2><div class="card"><ul class="plain">${limited(
    lines,
    mostStatements,
    ({ step, line }) => html`<li><span>${line}</span> <span class="quiet">${step}</span></li>`,
  )}${effects.map((one) => effectRow(one, one.step, most))}</ul></div>`;
}

/** What may mean another thing when it is deployed: bound to what it stood for, or announced because it cannot be bound. */
export function references({ references: all = [] }: Dossier, most: Limits): Html {
  if (all.length === 0) return nothing;
  const unbound = all.filter(({ is }) => is === null);
  const bound = all.filter(({ is }) => is !== null);
  return html`<h2>What may mean something else later</h2><div class="card"><ul class="plain">${limited(
    unbound,
    mostStatements,
    ({ step, seen }) =>
      html`<li><b>not bound</b> ${step}: ${seen} <span class="quiet">it is whatever it stands for when it is used</span></li>`,
  )}${limited(
    bound,
    most.rows,
    ({ step, seen, is }) =>
      html`<li>${step}: ${seen} <span class="quiet">${is}; the run stops if it has moved when it is used</span></li>`,
  )}</ul></div>`;
}

/** What is removed or made anew and holds no data. */
export const replaced = (dossier: Dossier, most: Limits): Html =>
  section(
    "Removed and replaced, without data",
    effectsOf(dossier).filter((one) => gravityOfEffect(one) === "replaced"),
    most.rows,
    most,
  );

const section = (title: string, effects: readonly StepEffect[], rows: number, most: Limits): Html =>
  effects.length === 0
    ? nothing
    : html`<h2>${title}</h2><div class="card"><ul class="plain">${limited(effects, rows, (one) => effectRow(one, one.step, most))}</ul></div>`;

/** Every step with its diff, collapsed: the whole change, one click away. */
export const steps = ({ steps: all, environment }: Dossier, most: Limits): Html =>
  html`<h2>Step by step in ${environment}</h2>${all.map((one) => stepDetails(one, most))}`;

function stepDetails(
  {
    step,
    stackName,
    effects,
    done,
    removed,
    templateDigest,
    baselineDigest,
    wantedDigest,
    waitsFor = [],
  }: DossierStep,
  most: Limits,
): Html {
  const summary =
    effects.length > 0
      ? effectsInWords(effects)
      : baselineDigest === wantedDigest
        ? "stays as it is"
        : "deployed anew";
  return html`<details><summary>${step} <span>${summary}${done === null ? "" : `; ${done} by this run`}</span></summary><div>
${effects.length === 0 ? nothing : html`<ul class="plain">${limited(effects, most.rows, (one) => effectRow(one, null, most))}</ul>`}
<p class="quiet">Stack ${stackName}<br>Template <code>${templateDigest}</code><br>${
    removed === true
      ? "The change no longer has this step: its stack is deleted when everything else is done."
      : baselineDigest === null
        ? "The stack does not exist yet."
        : baselineDigest === wantedDigest
          ? "The stack is as the change wants it."
          : html`Deployed, before this run, as <code>${baselineDigest}</code>`
  }${
    waitsFor.length === 0
      ? nothing
      : html`<br>It imports what this run has yet to create, so CloudFormation can only then say what it would do: ${waitsFor.join(", ")}. Interlock compares it with this page before it changes.`
  }</p></div></details>`;
}

const effectRow = (
  { effect, logicalId, type, because, values = [] }: Effect,
  step: string | null,
  most: Limits,
): Html =>
  html`<li><span class="mark ${effect}">${effectWords[effect]}</span>${step === null ? "" : `${step}: `}<span>${logicalId}</span> <span class="quiet">${shortType(type)}${because.length === 0 ? "" : ` · ${because.join(", ")}`}</span>${values
    .slice(0, most.values)
    .map((one) => valueRow(one, most.characters))}${
    values.length > most.values && most.values > 0
      ? html`<span class="quiet">and ${values.length - most.values} more values</span>`
      : ""
  }</li>`;

const valueRow = ({ at, before, after }: ValueChange, most: number): Html =>
  html`<span class="quiet">${at}: <code>${cut(before, most)}</code> → <code>${cut(after, most)}</code></span>`;

const cut = (value: string | null, most: number): string =>
  value === null ? "none" : value.length <= most ? value : `${value.slice(0, most)}…`;
