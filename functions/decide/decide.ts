import { answersChallenge } from "../../lib/domain/gate/challenge.ts";
import type { Dossier } from "../../lib/domain/gate/dossier.ts";
import { isNonce } from "../../lib/domain/gate/invitation.ts";
import { refusalToDecide, waivesIdentities } from "../../lib/domain/gate/may-decide.ts";
import type { PageRequest, PageResponse } from "../../lib/pages/exchange.ts";
import { cookieName, isSameOrigin, refused, unusable } from "../../lib/pages/http.ts";
import { messagePage } from "../../lib/pages/layout.ts";
import { span } from "../../lib/pages/words.ts";
import type { Decision, GateItem } from "../../lib/ports/records/port.ts";
import type { Settings } from "../../lib/ports/settings/port.ts";
import { deliverDecision } from "../../lib/shared-use-cases/deliver-decision.ts";
import { readDossier } from "../../lib/shared-use-cases/read-dossier.ts";
import { browserOf, pageOf, signedIn, type Visit, visitOf } from "../../lib/shared-use-cases/visit.ts";
import type { PagePorts } from "../../lib/tasks.ts";
import { type ApprovalForm, parseForm } from "./form.ts";

/**
 * Decides one gate by one form. Whatever is wrong with the form decides nothing and leaves the link as it was; what was
 * decided stands before the waiting execution hears of it, so an answer that gets lost is delivered by the sweep.
 */
export const decide =
  (ports: PagePorts<"decide">) =>
  async (request: PageRequest): Promise<PageResponse> => {
    const { records, browsers, settings, clock } = ports;
    if (request.method !== "POST") return refused(405);
    const visit = await visitOf(ports, request.invitation);
    if (visit === null) return unusable();
    const form = parseForm(request.form);
    if (form === null) return refused(400);
    const cookie = request.cookies[cookieName(settings.approvalsUrl)] ?? "";
    if (!isSameOrigin(request.headers, settings.approvalsUrl) || !isNonce(form.nonce, cookie, visit.secret))
      return foreign();
    const again = (status: number, error: string) =>
      pageOf(ports, visit, cookie, { status, error, reason: form.reason });

    const slowedMs = (await browsers.slowedUntilMs(browserOf(cookie))) - clock.nowMs();
    if (slowedMs > 0) return { ...(await again(429, slowed(slowedMs))), headers: retryAfter(slowedMs) };
    const person = visit.gate.identity === "oidc" ? await signedIn(ports, visit, cookie) : null;
    if (visit.gate.identity === "oidc" && person === null)
      return again(403, "Sign in first: the plan asks for your identity at this gate.");
    const dossier = await readDossier(ports, visit.gate.dossierDigest);
    const error = refusalOf(form, dossier, visit, settings);
    if (error !== null) return again(422, error);
    if (!answersChallenge(form.challenge, dossier.environment, visit.gate.dossierDigest)) {
      await browsers.guessedWrong(browserOf(cookie), clock.nowMs());
      return again(422, wrong(form.challenge));
    }

    const decision: Decision = {
      invitation: visit.invitation,
      decision: form.decision === "approve" ? "approve" : "reject",
      reason: form.reason.trim(),
      basis:
        person === null
          ? `possession of the mailbox ${visit.approver?.address}`
          : `signed in as ${person.subject} at ${person.issuer}, and possession of the mailbox ${visit.approver?.address}`,
      identity: person,
      atMs: clock.nowMs(),
    };
    const { outcome, gate } = await records.decide(decision, visit.gate);
    if (outcome === "late") return unusable();
    if (gate.state !== "open") await deliverDecision(ports, gate);
    return { status: 200, html: done(decision, gate) };
  };

/** Why this form decides nothing, whatever its challenge; null if nothing is wrong with it. */
function refusalOf(
  { decision, digest, reason }: ApprovalForm,
  dossier: Dossier,
  { gate, approver }: Visit,
  settings: Settings,
): string | null {
  if (approver === null) return "You are no longer in the approver directory. Nothing was decided.";
  if (decision !== "approve" && decision !== "reject") return "Choose Approve or Reject.";
  if (digest !== gate.dossierDigest)
    return "What you were shown is not what is asked now. Look at it again below. Nothing was decided.";
  const refusal = refusalToDecide(approver, dossier.people, settings, waivesIdentities(dossier.waivers));
  if (refusal !== null) return refusal;
  if (decision === "reject" && reason.trim() === "")
    return "A no needs a reason: whoever has to mend it reads it. Nothing was decided.";
  return null;
}

const foreign = (): PageResponse => ({
  status: 403,
  html: messagePage(
    "Nothing was decided",
    "The form did not come from the page of your link in this browser. Open the link from the mail again.",
  ),
});

const wrong = (typed: string): string =>
  `“${typed.slice(0, 60)}” is not the environment and the first line of this page's digest. Nothing was decided; try again.`;

const slowed = (ms: number): string =>
  `Too many wrong answers from this browser. Nothing was decided; try again in ${ms < 60_000 ? `${Math.ceil(ms / 1000)} s` : span(ms)}.`;

const retryAfter = (ms: number) => ({ "retry-after": String(Math.ceil(ms / 1000)) });

/** What stands in the records now, and what happens next. */
function done({ decision, invitation }: Decision, { state, quorum, approvedBy }: GateItem): string {
  const { gate, runId } = invitation;
  if (decision === "reject")
    return messagePage(
      "Rejected",
      `Your no to ${gate} is in the records, with its reason. What has to be undone of the run ${runId} is being undone now. You can close this page.`,
    );
  return state === "open"
    ? messagePage(
        "Approved",
        `Your yes to ${gate} is in the records. ${quorum - approvedBy.length} more must agree before the run ${runId} goes on. You can close this page.`,
      )
    : messagePage(
        "Approved",
        `Your yes to ${gate} is in the records. The run ${runId} looks once more whether everything is as you saw it, and goes on. If something has moved, you get a new mail. You can close this page.`,
      );
}
