import type { Dossier } from "../domain/gate/dossier.ts";
import type { Head } from "../domain/records/entry.ts";
import {
  type ApprovalsSoFar,
  deadline,
  gateEvidence,
  gateOpening,
  gateSubject,
  type Occasion,
} from "./about-gate.ts";
import type { Mail } from "./mail.ts";

/** The mail that asks one approver for a decision, with that approver's own link. */
export function invitationMail(
  dossier: Dossier,
  gate: ApprovalsSoFar,
  {
    link,
    head,
    occasion,
    timeZone,
  }: {
    readonly link: string;
    readonly head: Head;
    readonly occasion: Occasion;
    /** The reader's; null if it is not known. */
    readonly timeZone: string | null;
  },
): Mail {
  const text = [
    ...(occasion === "asked" || occasion === "retry" ? [] : ["Your decision is needed.", ""]),
    ...gateOpening(dossier),
    "Review and decide here:",
    link,
    "",
    `${deadline(dossier, timeZone)} Opening the link decides nothing. The link is yours alone: do not forward it.`,
    "",
    ...gateEvidence(dossier, gate, head),
  ].join("\n");
  return { subject: gateSubject(dossier, occasion), text };
}
