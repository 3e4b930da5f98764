import { type Effect, effectsInWords } from "../domain/change/prediction/effects.ts";
import { type Dossier, stepsAtStake } from "../domain/gate/dossier.ts";
import { gateRows } from "../domain/gates.ts";
import type { Head } from "../domain/records/entry.ts";
import type { occasions } from "../domain/records/facts.ts";
import { moment, placeOf, plainLine, shortType } from "../pages/words.ts";
import { pluralize } from "../text/plural.ts";
import { subject } from "./mail.ts";

/** Why a mail about a gate is sent. */
export type Occasion = (typeof occasions)[number];

/** How far the approvals of a gate have come. */
export type Approvals = { readonly approvedBy: readonly string[]; readonly quorum: number };

const mostNamed = 12;

const occasionWords: Readonly<Record<Occasion, string>> = {
  asked: ":",
  // Mails about one gate sort in the order in which they were sent: a semicolon sorts after a colon.
  reminder: "; reminder:",
  escalation: "; still waiting:",
  retry: "; sent again:",
};

/** The subject of a mail about a gate. A mailbox that sorts by subject keeps the order of gates and occasions. */
export function gateSubject(dossier: Dossier, occasion: Occasion): string {
  const { gate, runId } = dossier;
  const words = effectsInWords(stepsAtStake(dossier).flatMap(({ effects }) => effects));
  return subject(`${runId} ${placeOf(gate)} ${gate}${occasionWords[occasion]} ${words}`);
}

/** What a reader sees in ten seconds: the question, what changes and where, removals and replacements first, who wrote it. */
export function gateOpening(dossier: Dossier): readonly string[] {
  const { gate, question, environment, commit, repository, again } = dossier;
  const steps = stepsAtStake(dossier);
  const effects = steps.flatMap(({ step, effects: of }) => of.map((effect) => ({ step, ...effect })));
  const widening = steps.flatMap(({ step, widening: of }) => of.map((line) => `${step}: ${line}`));
  return [
    question,
    "",
    ...(again === null ? [] : [`You are asked again: ${plainLine(again)}.`, ""]),
    `${environment}${gateRows[gate].wording.place}: ${effectsInWords(effects)}.`,
    ...named("Removed", effects, "remove"),
    ...named("Replaced", effects, "replace"),
    ...(widening.length === 0
      ? []
      : ["", `Widens access: ${pluralize(widening.length, "new permission or network rule")}.`]),
    "",
    `"${plainLine(commit.subject)}"`,
    `by ${plainLine(commit.author.name, 80)} in ${plainLine(repository, 80)}, commit ${commit.sha.slice(0, 12)}`,
    "",
  ];
}

function named(
  title: string,
  effects: readonly (Effect & { readonly step: string })[],
  kind: Effect["effect"],
): readonly string[] {
  const found = effects.filter(({ effect }) => effect === kind);
  if (found.length === 0) return [];
  const lines = found
    .slice(0, mostNamed)
    .map(({ step, logicalId, type }) => `- ${step}: ${plainLine(logicalId)} (${shortType(plainLine(type))})`);
  const more = found.length - lines.length;
  return ["", `${title}:`, ...lines, ...(more > 0 ? [`- and ${more} more, on the page`] : [])];
}

/** When a gate expires and what that means. */
export const deadline = ({ expiresAtMs }: Dossier): string =>
  `If nobody decides by ${moment(expiresAtMs)}, the gate counts as rejected.`;

/** Lines for auditors: every mail is evidence of how far the records had come when it was sent. */
export const gateEvidence = (
  dossier: Dossier,
  { approvedBy, quorum }: Approvals,
  { count, head }: Head,
): readonly string[] => [
  "--",
  `Run ${dossier.runId}`,
  `Gate ${dossier.gate}, ${dossier.documentId} section ${dossier.clause}`,
  `Approvals so far: ${approvedBy.length} of ${quorum}`,
  `Plan ${dossier.planDigest}`,
  `Change ${dossier.changeDigest}`,
  `Records: ${count} entries, head ${head ?? "none"}`,
  "",
];
