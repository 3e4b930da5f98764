import type { Dossier } from "../domain/gate/dossier.ts";
import type { Head } from "../domain/records/entry.ts";
import { type ApprovalsSoFar, deadline, gateEvidence, gateOpening, gateSubject } from "./about-gate.ts";
import type { Mail } from "./mail.ts";

/**
 * The mail to a person who should know that a gate still waits.
 * It has no link, because that person does not decide.
 * @param silent the approvers who have not decided yet.
 */
export function escalationMail(
  dossier: Dossier,
  gate: ApprovalsSoFar,
  { head, silent }: { readonly head: Head; readonly silent: readonly string[] },
): Mail {
  const text = [
    `This gate waits for ${silent.join(", ")}. They have just received new links. You cannot decide, but you can talk to them.`,
    "",
    ...gateOpening(dossier),
    deadline(dossier),
    "",
    ...gateEvidence(dossier, gate, head),
  ].join("\n");
  return { subject: gateSubject(dossier, "escalation"), text };
}
