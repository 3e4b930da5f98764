import { type Effect, gravestFirst, isGrave } from "../domain/change/prediction/effects.ts";
import { changeInWords, type Dossier, stepsAtStake } from "../domain/gate/dossier.ts";
import { serviceNotice } from "../domain/gate/service.ts";
import { gateRows } from "../domain/gates.ts";
import type { Head } from "../domain/records/entry.ts";
import type { occasions } from "../domain/records/gate-shapes.ts";
import { localMoment, placeOf, plainLine, shortType } from "../pages/words.ts";
import { capitalized } from "../text/capitalized.ts";
import { pluralize } from "../text/plural.ts";
import { subject } from "./mail.ts";

/** Why a mail about a gate is sent. */
export type Occasion = (typeof occasions)[number];

/** How far the approvals of a gate have come. */
export type ApprovalsSoFar = { readonly approvedBy: readonly string[]; readonly quorum: number };

const mostNamed = 12;
const mostValues = 2;

const occasionWords: Readonly<Record<Occasion, string>> = {
  asked: "",
  reminder: "Reminder: ",
  escalation: "Still waiting: ",
  retry: "Sent again: ",
};

/** The subject of a mail about a gate: the matter first, then the gate and the run, which are never cut off. */
export function gateSubject(dossier: Dossier, occasion: Occasion): string {
  const { gate, runId, environment } = dossier;
  const notice = serviceNotice(dossier);
  const matter = notice === null ? environment : notice.short;
  return subject(
    `${occasionWords[occasion]}${capitalized(matter)}: ${changeInWords(dossier)}`,
    ` - ${placeOf(gate)} ${gate} ${runId}`,
  );
}

/** What a reader sees in ten seconds: the question, what changes and where, removals and replacements first, who wrote it. */
export function gateOpening(dossier: Dossier): readonly string[] {
  const { gate, question, environment, commit, repository, again } = dossier;
  const steps = stepsAtStake(dossier);
  const effects = steps.flatMap(({ step, effects: of }) => of.map((effect) => ({ step, ...effect })));
  const of = (kind: Effect["effect"]) => effects.filter(({ effect }) => effect === kind);
  const widening = steps.flatMap(({ step, widening: of }) => of.map((line) => `${step}: ${line}`));
  return [
    question,
    "",
    ...(again === null ? [] : [`You are asked again: ${plainLine(again)}.`, ""]),
    ...serviceLines(dossier),
    `${environment}${gateRows[gate].wording.place}: ${changeInWords(dossier)}.`,
    ...named("Removed", of("remove")),
    ...named("Replaced", of("replace")),
    ...(widening.length === 0
      ? []
      : ["", `Widens access: ${pluralize(widening.length, "new permission or network rule")}.`]),
    ...named("Widens access or is no longer protected", [...of("modify"), ...of("add")].filter(isGrave)),
    ...named(
      "Modified",
      of("modify").filter((one) => !isGrave(one)),
    ),
    ...unboundLines(dossier),
    "",
    `"${plainLine(commit.subject)}"`,
    `by ${plainLine(commit.author.name, 80)} in ${plainLine(repository, 80)}, commit ${commit.sha.slice(0, 12)}`,
    "",
  ];
}

/** What customers notice, in one line. */
function serviceLines(dossier: Dossier): readonly string[] {
  const notice = serviceNotice(dossier);
  return notice === null ? [] : [`${notice.short.toUpperCase()}. ${notice.long}`, ""];
}

/** How many references nobody can bind to what they stand for now. */
function unboundLines({ references = [] }: Dossier): readonly string[] {
  const unbound = references.filter(({ is }) => is === null).length;
  return unbound === 0
    ? []
    : [
        "",
        `${pluralize(unbound, "reference")} may mean something else when it is used, and cannot be bound.`,
      ];
}

type StepEffect = Effect & { readonly step: string };

/** Effects by name with their first values, gravest first. What loses data or widens access is never cut. */
function named(title: string, effects: readonly StepEffect[]): readonly string[] {
  if (effects.length === 0) return [];
  const sorted = gravestFirst(effects);
  const shown = sorted.filter((one, index) => index < mostNamed || isGrave(one));
  const lines = shown.flatMap((one) => [
    `- ${one.step}: ${plainLine(one.logicalId)} (${shortType(plainLine(one.type))})`,
    ...(one.values ?? [])
      .slice(0, mostValues)
      .map(({ at, before, after }) => `    ${plainLine(at)}: ${valueText(before)} -> ${valueText(after)}`),
  ]);
  const more = sorted.length - shown.length;
  return ["", `${title}:`, ...lines, ...(more > 0 ? [`- and ${more} more, on the page`] : [])];
}

const valueText = (text: string | null): string => (text === null ? "none" : plainLine(text, 80));

/** When a gate expires and what that means. */
export const deadline = ({ expiresAtMs }: Dossier, timeZone: string | null = null): string =>
  `If nobody decides by ${localMoment(expiresAtMs, timeZone)}, the gate counts as rejected.`;

/** Lines for auditors: every mail is evidence of how far the records had come when it was sent. */
export const gateEvidence = (
  dossier: Dossier,
  { approvedBy, quorum }: ApprovalsSoFar,
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
