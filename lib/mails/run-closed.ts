import type { RunClosed } from "../domain/run/run-closed.ts";
import type { Verdict } from "../domain/run/verdict.ts";
import { localMoment, plainLine } from "../pages/words.ts";
import type { Typed } from "../settings/typed.ts";
import { type Mail, plainAscii, subject } from "./mail.ts";

/** What each verdict means for a reader: a headline, what was undone, and what to do now. */
const words: Readonly<
  Record<Verdict, { readonly matter: string; readonly undone: string; readonly next: string }>
> = {
  SUCCEEDED: {
    matter: "Released",
    undone: "The change is in development, staging and production, and production is open.",
    next: "There is nothing to do.",
  },
  REFUSED: {
    matter: "Refused",
    undone: "The run never started: nobody was asked, and nothing was changed.",
    next: 'Mend what the first line names, and submit the change again. "interlock check" tells everything at once.',
  },
  REJECTED: {
    matter: "Rejected",
    undone: "What had to be undone is undone, and that is proved.",
    next: "Mend what the first line names, and submit another commit.",
  },
  ROLLED_BACK: {
    matter: "Failed and rolled back",
    undone: "What had to be undone is undone, and that is proved.",
    next: "Mend what the first line names, and submit another commit.",
  },
  ABORTED: {
    matter: "Aborted",
    undone: "The execution was stopped from outside. What had to be undone is undone, and that is proved.",
    next: "If nobody meant to stop it, submit the commit again with --attempt and the next number.",
  },
  QUARANTINED: {
    matter: "Quarantined",
    undone: "The rollback is not proved: something is left, or Interlock could not tell.",
    next: "A person has to look: COMMAND. Until it is resolved, new changes wait.",
  },
};

/** What the mail says beyond the event itself. */
export type AlsoTold = {
  /** The commit's subject; null if the change cannot be read. */
  readonly subject: string | null;
  readonly authors: readonly string[];
  /** Why production is still closed; null if it is not, or was not closed by this run. */
  readonly stillClosed: string | null;
  readonly typed: Typed;
};

/** The mail to everyone concerned about how a run ended. Its first line is the reason. */
export function runClosedMail(
  event: RunClosed,
  { subject: title, authors, stillClosed, typed }: AlsoTold,
): Mail {
  const { run, verdict, because, ingress, application, report } = event;
  const { matter, undone, next } = words[verdict];
  const commit = title === null ? "" : `: ${plainLine(title, 60)}`;
  return {
    subject: subject(
      `${stillClosed === null ? "" : "PRODUCTION IS CLOSED. "}${matter}${plainAscii(commit)}`,
      ` - ${run}`,
    ),
    text: [
      `${matter}: ${plainLine(because, 600)}.`,
      "",
      ...(stillClosed === null
        ? []
        : [
            `PRODUCTION IS CLOSED TO THE PUBLIC${ingress === null ? "" : ` since ${localMoment(Date.parse(ingress.since))}`}, because ${plainLine(stillClosed, 400)}.`,
            "docs/runbook.md has the way to open it again: production-is-closed.",
            "",
          ]),
      ...(ingress?.state === "open" && verdict !== "SUCCEEDED"
        ? [
            `Production is open to the public, as it was before, since ${localMoment(Date.parse(ingress.since))}.`,
            "",
          ]
        : []),
      undone,
      next.replace("COMMAND", typed(`quarantine show ${run}`)),
      "",
      ...(title === null ? [] : [`"${plainLine(title)}"`]),
      ...(authors.length === 0 ? [] : [`by ${authors.map((name) => plainLine(name, 80)).join(", ")}`]),
      `commit ${event.commit.slice(0, 12)}, application ${application}`,
      "",
      `  ${typed(`status ${run}`)}`,
      `  ${report}`,
      "",
    ].join("\n"),
  };
}
