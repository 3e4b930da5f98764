import { approvalPage, messagePage } from "../../lib/approval-page/approval-page.ts";
import { cookieName, isSameOrigin, unusable } from "../../lib/approval-page/http.ts";
import { answersChallenge } from "../../lib/domain/gate/challenge.ts";
import type { Dossier } from "../../lib/domain/gate/dossier.ts";
import { invitationDigest, isNonce, nonceOf } from "../../lib/domain/gate/invitation.ts";
import { isAuthor } from "../../lib/domain/gate/may-decide.ts";
import type { Approver, Decision, Invitation } from "../../lib/ports.ts";
import { deliverDecision } from "../../lib/protocols/deliver-decision.ts";
import { readDossier } from "../../lib/protocols/read-dossier.ts";
import type { PagePorts, PageRequest, PageResponse } from "../../lib/tasks.ts";

const longestReason = 2_000;

/**
 * Decides one gate by one form. Whatever is wrong with the form decides nothing and leaves the link as it was; what was
 * decided stands before the waiting execution hears of it, so an answer that gets lost is delivered by the sweep.
 */
export const decide =
  (ports: PagePorts<"decide">) =>
  async (request: PageRequest): Promise<PageResponse> => {
    const { records, settings, clock } = ports;
    const { invitation: secret, headers, cookies, form } = request;
    const invitation = await records.invitation(invitationDigest(secret));
    const nowMs = clock.nowMs();
    if (invitation?.state !== "open" || invitation.expiresAtMs <= nowMs) return unusable();
    const cookie = cookies[cookieName(headers)] ?? "";
    if (!isSameOrigin(headers) || !isNonce(form["nonce"] ?? "", cookie, secret))
      return {
        status: 403,
        html: messagePage(
          "Nothing was decided",
          "The form did not come from the page of your link. Open the link from the mail again.",
        ),
      };
    const dossier = await readDossier(ports, invitation.dossierDigest);
    const approver = settings.approvers.find(({ id }) => id === invitation.approver);
    const error = refusalOf(form, dossier, invitation, approver);
    if (error !== null || approver === undefined)
      return {
        status: 422,
        html: approvalPage(dossier, {
          digest: invitation.dossierDigest,
          nonce: nonceOf(cookie, secret),
          approver: approver?.name ?? invitation.approver,
          error,
          reason: form["reason"] ?? "",
        }),
      };
    const decision: Decision = {
      invitation,
      decision: form["decision"] === "approve" ? "approve" : "reject",
      reason: (form["reason"] ?? "").trim(),
      atMs: nowMs,
    };
    const { outcome, gate } = await records.decide(decision);
    if (outcome === "late") return unusable();
    if (gate.state !== "open") await deliverDecision(ports, gate);
    return { status: 200, html: thanks(decision, gate.state) };
  };

/** Why this form decides nothing; null if it does. */
function refusalOf(
  form: Readonly<Record<string, string>>,
  dossier: Dossier,
  invitation: Invitation,
  approver: Approver | undefined,
): string | null {
  const { decision, digest, challenge = "", reason = "" } = form;
  if (approver === undefined) return "You are no longer in the approver directory. Nothing was decided.";
  if (decision !== "approve" && decision !== "reject") return "Choose Approve or Reject.";
  if (digest !== invitation.dossierDigest)
    return "What you were shown is not what is asked. Open the link from the mail again.";
  if (isAuthor(approver, dossier.commit))
    return "Nobody decides on a commit of their own. Somebody else must.";
  if (!answersChallenge(challenge, dossier.environment, invitation.dossierDigest))
    return `“${challenge.slice(0, 60)}” is not the environment and the first eight digits of this page's digest. Nothing was decided; try again.`;
  if (reason.length > longestReason)
    return `The reason has ${reason.length} characters; at most ${longestReason} are kept.`;
  if (decision === "reject" && reason.trim() === "")
    return "A no needs a reason: whoever has to mend it reads it.";
  return null;
}

const thanks = ({ decision, invitation }: Decision, state: string): string =>
  messagePage(
    decision === "approve" ? "Approved" : "Rejected",
    decision === "approve"
      ? state === "open"
        ? `Your yes to ${invitation.gate} is recorded. Others have to agree.`
        : `Your yes to ${invitation.gate} is recorded. The run ${invitation.runId} goes on.`
      : `Your no to ${invitation.gate} is recorded, with its reason. What has to be undone of ${invitation.runId} is being undone.`,
  );
