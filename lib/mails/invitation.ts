import { type Effect, gravestFirst, gravityOfEffect } from "../domain/change/prediction/effects.ts";
import { changeInWords, type Dossier, stepsAtStake } from "../domain/gate/dossier.ts";
import { gateRows } from "../domain/gates.ts";
import type { Head } from "../domain/records/entry.ts";
import type { occasions } from "../domain/records/facts.ts";
import { moment, placeOf, plainLine, shortType } from "../pages/words.ts";

type Occasion = (typeof occasions)[number];
type Asked = { readonly approvedBy: readonly string[]; readonly quorum: number };

/** A mail as it leaves: SNS takes subjects of less than 100 characters, without line breaks. */
export type Mail = { readonly subject: string; readonly text: string };

const longestSubject = 99;
const mostNamed = 12;
const mostValues = 2;

const occasionWords: Readonly<Record<Occasion, string>> = {
  asked: ":",
  // Mails of one gate sort in the order in which they were sent: a semicolon comes after a colon.
  reminder: "; reminder:",
  escalation: "; still waiting:",
  retry: "; sent again:",
};

/** The mail that asks one approver: what changes, removals and replacements first, who wants it, the link, until when. */
export function invitationMail(
  dossier: Dossier,
  gate: Asked,
  { link, head, occasion }: { readonly link: string; readonly head: Head; readonly occasion: Occasion },
): Mail {
  const text = [
    ...(occasion === "asked" || occasion === "retry" ? [] : ["This waits for you.", ""]),
    ...opening(dossier),
    "Look and decide here:",
    link,
    "",
    `Until ${moment(dossier.expiresAtMs)}; then the answer is no. Looking decides nothing. The link is yours alone: do not forward it.`,
    "",
    ...evidence(dossier, gate, head),
  ].join("\n");
  return { subject: subjectOf(dossier, occasion), text };
}

/** The mail to whoever is to know that a gate still waits. It has no link: they are not who decides. */
export function escalationMail(
  dossier: Dossier,
  gate: Asked,
  { head, silent }: { readonly head: Head; readonly silent: readonly string[] },
): Mail {
  const text = [
    `This waits for ${silent.join(", ")}, who just got a new link. You cannot decide it: you can talk to them.`,
    "",
    ...opening(dossier),
    `Until ${moment(dossier.expiresAtMs)}; then the answer is no.`,
    "",
    ...evidence(dossier, gate, head),
  ].join("\n");
  return { subject: subjectOf(dossier, "escalation"), text };
}

function subjectOf(dossier: Dossier, occasion: Occasion): string {
  const { gate, runId } = dossier;
  return `${runId} ${placeOf(gate)} ${gate}${occasionWords[occasion]} ${changeInWords(dossier)}`.slice(
    0,
    longestSubject,
  );
}

/** The ten seconds: the question, what changes where, who wants it. */
function opening(dossier: Dossier): readonly string[] {
  const { gate, question, environment, commit, repository, again } = dossier;
  const steps = stepsAtStake(dossier);
  const effects = steps.flatMap(({ step, effects: of }) => of.map((effect) => ({ step, ...effect })));
  const of = (kind: Effect["effect"]) => effects.filter(({ effect }) => effect === kind);
  const widening = steps.flatMap(({ step, widening: of }) => of.map((line) => `${step}: ${line}`));
  return [
    question,
    "",
    ...(again === null ? [] : [`Asked again: ${plainLine(again)}.`, ""]),
    `${environment}${gateRows[gate].wording.place}: ${changeInWords(dossier)}.`,
    ...named("Removed", of("remove")),
    ...named("Replaced", of("replace")),
    ...(widening.length === 0
      ? []
      : ["", `Opens more: ${widening.length} new permissions or network rules.`]),
    ...named("Opens more or is no longer protected", [...of("modify"), ...of("add")].filter(isGrave)),
    ...named(
      "Modified",
      of("modify").filter((one) => !isGrave(one)),
    ),
    "",
    `"${plainLine(commit.subject)}"`,
    `by ${plainLine(commit.author.name, 80)} in ${plainLine(repository, 80)}, commit ${commit.sha.slice(0, 12)}`,
    "",
  ];
}

const isGrave = (effect: Effect): boolean =>
  gravityOfEffect(effect) === "data-lost" || gravityOfEffect(effect) === "widened";

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
      .map(({ at, before, after }) => `    ${plainLine(at)}: ${value(before)} -> ${value(after)}`),
  ]);
  const more = sorted.length - shown.length;
  return ["", `${title}:`, ...lines, ...(more > 0 ? [`- and ${more} more, on the page`] : [])];
}

const value = (text: string | null): string => (text === null ? "none" : plainLine(text, 80));

/** What an auditor finds in every mailbox: each mail is a witness of how far the records had come. */
const evidence = (
  dossier: Dossier,
  { approvedBy, quorum }: Asked,
  { count, head }: Head,
): readonly string[] => [
  "--",
  `Run ${dossier.runId}`,
  `Gate ${dossier.gate}, ${dossier.documentId} section ${dossier.clause}`,
  `Yes so far: ${approvedBy.length} of ${quorum}`,
  `Plan ${dossier.planDigest}`,
  `Change ${dossier.changeDigest}`,
  `Records: ${count} entries, head ${head ?? "none"}`,
  "",
];
