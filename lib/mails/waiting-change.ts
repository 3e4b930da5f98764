import { plainLine } from "../pages/words.ts";
import type { Typed } from "../settings/typed.ts";
import { type Mail, plainAscii, subject } from "./mail.ts";

/** A change that waits, or waited, for its people. */
export type WaitingChange = {
  readonly runId: string;
  readonly application: string;
  /** The commit's subject; null if the change cannot be read. */
  readonly subject: string | null;
  readonly authors: readonly string[];
  readonly typed: Typed;
};

/** The mail to the people of a change that never began: what took its place, and how to have it back. */
export const supersededMail = (change: WaitingChange, by: string): Mail =>
  mailAbout(change, "Superseded", [
    `Superseded: the newer change ${by} took its place while it waited. It never began, so nothing was changed and nobody was asked.`,
    "",
    `If ${by} contains your commit, there is nothing to do. If not, submit your commit again with --attempt and the next number.`,
  ]);

/** The mail to the people of a change that waits until a person has acted. */
export const heldMail = (change: WaitingChange, because: string): Mail =>
  mailAbout(change, "Waits", [
    `Waits: ${because}.`,
    "",
    "It is not lost: it begins by itself when the operators have dealt with that. You have nothing to do.",
  ]);

function mailAbout(
  { runId, application, subject: title, authors, typed }: WaitingChange,
  matter: string,
  lines: readonly string[],
): Mail {
  const commit = title === null ? "" : `: ${plainLine(title, 60)}`;
  return {
    subject: subject(`${matter}${plainAscii(commit)}`, ` - ${runId}`),
    text: [
      ...lines,
      "",
      ...(title === null ? [] : [`"${plainLine(title)}"`]),
      ...(authors.length === 0 ? [] : [`by ${authors.map((name) => plainLine(name, 80)).join(", ")}`]),
      `application ${application}`,
      "",
      `  ${typed(`status ${runId}`)}`,
      "",
    ].join("\n"),
  };
}
