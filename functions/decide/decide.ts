import { answersChallenge } from "../../lib/domain/gate/challenge.ts";
import type { Dossier } from "../../lib/domain/gate/dossier.ts";
import type { GateItem } from "../../lib/domain/gate/gate-item.ts";
import { isNonce } from "../../lib/domain/gate/invitation.ts";
import { refusalToDecide, waivesIdentities } from "../../lib/domain/gate/may-decide.ts";
import { keyFingerprint } from "../../lib/domain/records/dsse.ts";
import { pageOfDecided, pageOfRun } from "../../lib/operators/page-of-run.ts";
import type { Lead } from "../../lib/operators/run-page.ts";
import type { FormErrors } from "../../lib/pages/approval-page.ts";
import type { PageRequest, PageResponse } from "../../lib/pages/exchange.ts";
import { cookieName, isSameOrigin, refused, signInCookie, unusable } from "../../lib/pages/http.ts";
import { messagePage } from "../../lib/pages/layout.ts";
import { span } from "../../lib/pages/words.ts";
import type { Decision } from "../../lib/ports/records/port.ts";
import type { Settings } from "../../lib/ports/settings/port.ts";
import { deliverDecision } from "../../lib/shared-use-cases/deliver-decision.ts";
import { readDossier } from "../../lib/shared-use-cases/read-dossier.ts";
import { signedEnvelope } from "../../lib/shared-use-cases/signed-envelope.ts";
import { browserOf, pageOf, type Visit, visitOf } from "../../lib/shared-use-cases/visit.ts";
import type { PagePorts } from "../../lib/tasks/tasks.ts";
import { isBlank } from "../../lib/text/visible.ts";
import { type ApprovalForm, parseForm } from "./form.ts";
import { nowhere } from "./nowhere.ts";
import { askToSignIn, returned } from "./sign-in.ts";
import { stated } from "./statement.ts";

/**
 * Handles the form with which an approver decides a gate, and the browser's return from the sign-in that a gate may require for
 * the decision. A form with any fault decides nothing and leaves the link as it was. The decision is signed and recorded before
 * the waiting execution is notified; if that notification is lost, the sweep delivers it.
 */
export const decide =
  (ports: PagePorts<"decide">) =>
  async (request: PageRequest): Promise<PageResponse> => {
    if (request.invitation === "") return afterSignIn(ports, request);
    const { browsers, settings, clock } = ports;
    if (request.method !== "POST") return refused(405);
    const visit = await visitOf(ports, request.invitation);
    // A second click on the button sends the form twice, and the browser shows the second answer.
    if ("forged" in visit)
      return (await pageOfDecided(ports, request.invitation, request.cookies)) ?? nowhere(ports, visit);
    const form = parseForm(request.form);
    if (form === null) return refused(400);
    const cookie = request.cookies[cookieName(settings.approvalsUrl)] ?? "";
    if (!isSameOrigin(request.headers, settings.approvalsUrl) || !isNonce(form.nonce, cookie, visit.secret))
      return foreign();
    const again = (status: number, errors: FormErrors) =>
      pageOf(ports, visit, cookie, {
        status,
        errors,
        typed: { challenge: form.challenge, reason: form.reason },
      });

    const [slowedUntilMs, dossier] = await Promise.all([
      browsers.slowedUntilMs(browserOf(cookie)),
      readDossier(ports, visit.gate.dossierDigest),
    ]);
    const slowedMs = slowedUntilMs - clock.nowMs();
    if (slowedMs > 0)
      return { ...(await again(429, { form: slowed(slowedMs) })), headers: retryAfter(slowedMs) };
    const refusal = refusalOf(form, dossier, visit, settings);
    const errors = {
      ...(refusal === null ? {} : { form: refusal }),
      ...(form.decision === "reject" && isBlank(form.reason) ? { reason: noReason } : {}),
    };
    if (!answersChallenge(form.challenge, dossier.environment, visit.gate.dossierDigest)) {
      // A form that is refused anyway tells nothing about a guess, so it counts as none.
      if (refusal === null) await browsers.guessedWrong(browserOf(cookie), clock.nowMs());
      return again(422, refusal === null ? { ...errors, challenge: wrong(form.challenge) } : errors);
    }
    if (Object.keys(errors).length > 0) return again(422, errors);

    if (await isUnderAnotherKey(ports, dossier)) return again(409, { form: replacedKey });

    // The dossier says how people prove who they are: its digest is part of the minted link.
    const statement = stated(ports, visit, form, dossier.identity);
    if (statement === null)
      return again(403, {
        form: "The approver directory does not say how you sign in. Nothing was decided.",
      });
    return dossier.identity === "oidc"
      ? askToSignIn(ports, visit, cookie, statement)
      : settle(ports, request, visit, statement.payload, statement.said);
  };

/** A sign-in for a decision is over: it counts if the identity provider vouches for it. */
async function afterSignIn(ports: PagePorts<"decide">, request: PageRequest): Promise<PageResponse> {
  if (request.method !== "GET") return refused(405);
  const back = await returned(ports, request);
  const forgotten = { cookies: [signInCookie(ports.settings.approvalsUrl, "")] };
  if ("page" in back) return { ...back.page, ...forgotten };
  return { ...(await settle(ports, request, back.visit, back.payload, back.said)), ...forgotten };
}

/** Signs the decision and records it, and then notifies the execution that waits for it. */
async function settle(
  ports: PagePorts<"decide">,
  { cookies }: PageRequest,
  visit: Visit,
  payload: Buffer,
  said: Omit<Decision, "envelope">,
): Promise<PageResponse> {
  const decision = { ...said, envelope: await signedEnvelope(ports.decisionKey, payload) };
  const { outcome, gate } = await ports.records.decide(decision, visit.gate, visit.head);
  if (outcome === "late") return (await pageOfDecided(ports, visit.secret, cookies)) ?? unusable();
  // The page reads what is recorded already, so nobody waits for the notification before it. The page itself asks for what else
  // goes on in the installation as soon as it is loaded again.
  const [delivered, page] = await Promise.allSettled([
    gate.state === "open" ? null : deliverDecision(ports, gate),
    pageOfRun(ports, gate.runId, { lead: done(decision, gate), withBanners: false, lease: visit.lease }),
  ]);
  if (delivered.status === "rejected") throw delivered.reason;
  if (page.status === "rejected") throw page.reason;
  return page.value;
}

/** Whether the decision key was replaced since the run was opened: what it signs now counts for no run of before. */
async function isUnderAnotherKey(
  { decisionKey }: PagePorts<"decide">,
  { decisionKeyFingerprint }: Dossier,
): Promise<boolean> {
  if (decisionKeyFingerprint === undefined) return false;
  return decisionKeyFingerprint !== keyFingerprint(await decisionKey.publicKeyPem());
}

const replacedKey =
  "The key that signs decisions was replaced since this run was opened, so it passes no gate any more. Nothing was decided; the change has to be submitted again.";

/** Why this form decides nothing, whatever its challenge; null if it has no fault. */
function refusalOf(
  { decision, digest }: ApprovalForm,
  dossier: Dossier,
  { gate, approver }: Visit,
  settings: Settings,
): string | null {
  if (approver === null) return "You are no longer in the approver directory. Nothing was decided.";
  if (decision !== "approve" && decision !== "reject") return "Choose Approve or Reject.";
  if (digest !== gate.dossierDigest)
    return "What you were shown has changed. Review it again below. Nothing was decided.";
  return refusalToDecide(approver, dossier.people, settings, waivesIdentities(dossier.waivers));
}

const noReason = "Please give a reason. The person who fixes it will read it. Nothing was decided.";

const foreign = (): PageResponse => ({
  status: 403,
  html: messagePage(
    "Nothing was decided",
    "The form did not come from the page of your link in this browser. Open the link from the mail again.",
  ),
});

const wrong = (typed: string): string =>
  `“${typed.slice(0, 60)}” is not the environment and the first digits of this page's digest. Nothing was decided; try again.`;

const slowed = (ms: number): string =>
  `Too many wrong answers from this browser. Nothing was decided; try again in ${ms < 60_000 ? `${Math.ceil(ms / 1000)} s` : span(ms)}.`;

const retryAfter = (ms: number) => ({ "retry-after": String(Math.ceil(ms / 1000)) });

/** What the records now hold, and what happens next. */
function done({ decision, invitation }: Decision, { state, quorum, approvedBy }: GateItem): Lead {
  const { gate, runId } = invitation;
  if (decision === "reject")
    return {
      title: "Rejected",
      text: `Your rejection of ${gate} is recorded, with its reason. Interlock is now undoing what must be undone of the run ${runId}.`,
    };
  return {
    title: "Approved",
    text:
      state === "open"
        ? `Your approval of ${gate} is recorded. ${quorum - approvedBy.length} more must agree before the run ${runId} continues.`
        : `Your approval of ${gate} is recorded. The run ${runId} checks that everything is still as you saw it, and then continues. If something has changed, you get a new mail.`,
  };
}
