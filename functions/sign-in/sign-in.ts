import { isInterlockError } from "../../lib/domain/errors.ts";
import type { PageRequest, PageResponse } from "../../lib/pages/exchange.ts";
import { browserCookie, signInCookie, signInIn, unusable } from "../../lib/pages/http.ts";
import { messagePage } from "../../lib/pages/layout.ts";
import { parseFlow, writeFlow } from "../../lib/shared-use-cases/sign-in-flow.ts";
import { browserOf, visitOf } from "../../lib/shared-use-cases/visit.ts";
import type { PagePorts } from "../../lib/tasks.ts";
import { html } from "../../lib/text/html.ts";

const signedInMs = 10 * 60_000;

/**
 * The sign-in that a gate asks for besides its link: begins it at the identity provider, and takes the browser back. Who
 * comes back must be the very person the link was sent to; then this browser may decide through this link for ten
 * minutes. Signing in decides nothing.
 */
export const signIn =
  (ports: PagePorts<"sign-in">) =>
  (request: PageRequest): Promise<PageResponse> =>
    request.invitation === "" ? comeBack(ports, request) : goThere(ports, request);

async function goThere(ports: PagePorts<"sign-in">, request: PageRequest): Promise<PageResponse> {
  const { identityProvider, settings } = ports;
  const visit = await visitOf(ports, request.invitation);
  if (visit === null || visit.gate.identity !== "oidc") return unusable();
  const cookie = browserCookie(settings.approvalsUrl, request.cookies);
  if (cookie === null)
    return said(
      400,
      "Open the link first",
      "Open the link from the mail in this browser, and sign in from its page.",
    );
  const { url, flow } = await identityProvider.begin();
  return {
    status: 303,
    html: messagePage("Signing in", "Your browser goes to the identity provider now."),
    headers: { location: url },
    cookies: [
      signInCookie(
        settings.approvalsUrl,
        writeFlow({ ...flow, secret: visit.secret, browser: browserOf(cookie) }),
      ),
    ],
  };
}

async function comeBack(ports: PagePorts<"sign-in">, request: PageRequest): Promise<PageResponse> {
  const { browsers, identityProvider, settings, clock } = ports;
  const flow = parseFlow(signInIn(settings.approvalsUrl, request.cookies));
  if (flow === null) return failed;
  const visit = await visitOf(ports, flow.secret);
  if (visit === null) return unusable();
  let person: Awaited<ReturnType<typeof identityProvider.finish>>;
  try {
    person = await identityProvider.finish(request.query, flow);
  } catch (error) {
    // What is wrong with our settings is ours to mend; anything else is a sign-in that did not happen.
    if (isInterlockError(error)) throw error;
    return failed;
  }
  const { issuer, subject } = person;
  const expected = visit.approver?.oidc;
  if (expected?.issuer !== issuer || expected.subject !== subject)
    return said(
      403,
      "You are not who this link was sent to",
      `You signed in as ${subject} at ${issuer}. The approver directory names somebody else for this link. Nothing was decided.`,
    );
  await browsers.keepSignIn(flow.browser, {
    issuer,
    subject,
    invitation: visit.invitation.idDigest,
    expiresAtMs: clock.nowMs() + signedInMs,
  });
  // A link and not a redirect: the browser sends its own cookie only on a way that begins here.
  const back = html`<a class="jump" href="approvals/${flow.secret}#decide">Go on to the decision</a>`;
  return {
    status: 200,
    html: messagePage(
      "You are signed in",
      "For ten minutes this browser may decide through your link. Nothing is decided yet.",
      back,
    ),
    cookies: [signInCookie(settings.approvalsUrl, "")],
  };
}

const said = (status: number, title: string, text: string): PageResponse => ({
  status,
  html: messagePage(title, text),
});

const failed = said(
  400,
  "You are not signed in",
  "The sign-in did not come back as it began. Nothing was decided: open the link from the mail and try again.",
);
