import { isInterlockError } from "../../lib/domain/errors.ts";
import { readDecision, reasonDigest, statementDigest } from "../../lib/domain/gate/decision-statement.ts";
import { flawOfIdToken } from "../../lib/domain/gate/id-token.ts";
import { pageOfDecided } from "../../lib/operators/page-of-run.ts";
import type { PageRequest, PageResponse } from "../../lib/pages/exchange.ts";
import { signInCookie, signInIn } from "../../lib/pages/http.ts";
import { messagePage } from "../../lib/pages/layout.ts";
import type { Pending } from "../../lib/ports/browsers/port.ts";
import type { SignInProof } from "../../lib/ports/identity-provider/port.ts";
import type { Decision } from "../../lib/ports/records/port.ts";
import { parseFlow, writeFlow } from "../../lib/shared-use-cases/sign-in-flow.ts";
import { browserOf, type Visit, visitOf } from "../../lib/shared-use-cases/visit.ts";
import type { PagePorts } from "../../lib/tasks/tasks.ts";
import { html } from "../../lib/text/html.ts";
import { nowhere } from "./nowhere.ts";
import type { Stated } from "./statement.ts";

const signInMs = 10 * 60_000;

/**
 * Keeps what the form decided, and sends the person to sign in for exactly that: the sign-in's nonce is the digest of the
 * statement. Nothing is decided yet.
 */
export async function askToSignIn(
  ports: PagePorts<"decide">,
  visit: Visit,
  cookie: string,
  { payload, said }: Stated,
): Promise<PageResponse> {
  const { browsers, identityProvider, settings } = ports;
  const { url, flow } = await identityProvider.begin(statementDigest(payload));
  const browser = browserOf(cookie);
  await browsers.keepPending(browser, {
    ...flow,
    payload: payload.toString("base64"),
    reason: said.reason,
    expiresAtMs: said.atMs + signInMs,
  });
  // A link, not a redirect: the page's policy lets a form go nowhere but to us.
  const go = html`<a class="jump" href="${url}">Sign in to ${said.decision}</a>`;
  const verb = said.decision === "approve" ? "approval" : "rejection";
  return {
    status: 200,
    html: messagePage(
      "Sign in to decide",
      `Nothing is decided yet. Sign in within ten minutes, and your ${verb} of ${visit.gate.gate} counts: your identity provider vouches that you signed in for exactly this decision.`,
      go,
    ),
    cookies: [
      signInCookie(settings.approvalsUrl, writeFlow({ secret: visit.secret, browser, state: flow.state })),
    ],
  };
}

/** The decision that a sign-in has proved, with its statement, or the page that says why it is none. */
export type Returned =
  | { readonly visit: Visit; readonly payload: Buffer; readonly said: Omit<Decision, "envelope"> }
  | { readonly page: PageResponse };

/**
 * The browser's return from the sign-in. It counts once, in the browser that sent the form, while the link still works. The
 * token must be signed by the provider, for our client, by the approver of the link, and for exactly this statement.
 */
export async function returned(ports: PagePorts<"decide">, request: PageRequest): Promise<Returned> {
  const { browsers, identityProvider, settings, clock } = ports;
  const flow = parseFlow(signInIn(settings.approvalsUrl, request.cookies));
  if (flow === null || request.query["state"] !== flow.state) return { page: failed };
  const visit = await visitOf(ports, flow.secret);
  if ("forged" in visit)
    return {
      page: (await pageOfDecided(ports, flow.secret, request.cookies)) ?? (await nowhere(ports, visit)),
    };
  const pending = await browsers.takePending(flow.browser, flow.state);
  if (pending === null || pending.expiresAtMs <= clock.nowMs()) return { page: failed };
  const payload = Buffer.from(pending.payload, "base64");
  let proof: SignInProof;
  try {
    proof = await identityProvider.finish(request.query, { ...pending, nonce: statementDigest(payload) });
  } catch (error) {
    // An error in our settings is ours to fix. Anything else is a failed sign-in.
    if (isInterlockError(error, "SettingMissing")) throw error;
    return { page: failed };
  }
  const proved = provedBy(proof, visit, pending, payload, clock.nowMs());
  return typeof proved === "string"
    ? { page: said(403, "Your sign-in does not count", `${proved}. Nothing was decided.`) }
    : { visit, payload, said: proved };
}

/** What the sign-in has proved, or in words why it proves nothing. The kept statement is compared with the link again. */
function provedBy(
  proof: SignInProof,
  { invitation, approver, gate }: Visit,
  { reason }: Pending,
  payload: Buffer,
  nowMs: number,
): Omit<Decision, "envelope"> | string {
  const says = readDecision(payload);
  const { signIn = null, basis = "" } = says?.identity ?? {};
  const isOfLink =
    says !== null &&
    says.runId === invitation.runId &&
    says.gate === gate.gate &&
    says.dossierDigest === gate.dossierDigest &&
    says.approver === invitation.approver &&
    says.linkDigest === invitation.idDigest &&
    says.reasonDigest === reasonDigest(reason);
  if (!isOfLink || signIn === null) return "What you decided is not about this link";
  if (signIn.issuer !== approver?.oidc?.issuer || signIn.subject !== approver.oidc.subject)
    return "The approver directory names someone else for this link";
  const flaw = flawOfIdToken(proof.idToken, proof.keys, {
    ...signIn,
    nonce: statementDigest(payload),
    fromMs: Date.parse(says.at),
    untilMs: nowMs,
  });
  if (flaw !== null) return `You did not sign in for this decision: ${flaw}`;
  const { decision } = says;
  return { invitation, decision, reason, basis, identity: signIn, atMs: nowMs, signIn: proof };
}

const said = (status: number, title: string, text: string): PageResponse => ({
  status,
  html: messagePage(title, text),
});

const failed = said(
  400,
  "This sign-in does not count",
  "It did not complete, took too long, or was used before. Open the link from the mail: it shows whether your decision is recorded.",
);
