import type { PageResponse } from "./exchange.ts";
import { messagePage } from "./layout.ts";

const isSecure = (approvalsUrl: string): boolean => approvalsUrl.startsWith("https:");

/**
 * The cookie's name. Over https it carries the `__Host-` prefix, which browsers tie to this host and to Secure (RFC
 * 6265bis section 4.1.3.2). What the scheme is says the installation, not a header.
 */
export const cookieName = (approvalsUrl: string): string =>
  isSecure(approvalsUrl) ? "__Host-interlock" : "interlock";

/** A cookie for this host alone, which no script reads and no other site's form carries. */
export const setCookie = (approvalsUrl: string, value: string): string =>
  `${cookieName(approvalsUrl)}=${value}; Path=/; HttpOnly; SameSite=Strict${isSecure(approvalsUrl) ? "; Secure" : ""}`;

/** The cookie that the page set in this browser; null if it has none. */
export const browserCookie = (
  approvalsUrl: string,
  cookies: Readonly<Record<string, string>>,
): string | null => cookies[cookieName(approvalsUrl)] ?? null;

const signInName = (approvalsUrl: string): string => `${cookieName(approvalsUrl)}-sign-in`;
const signInSeconds = 600;

/**
 * A cookie from the beginning of a sign-in to its end; empty, it ends it. Lax and not Strict: the browser comes back from
 * another site.
 */
export const signInCookie = (approvalsUrl: string, value: string): string =>
  `${signInName(approvalsUrl)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${value === "" ? 0 : signInSeconds}${isSecure(approvalsUrl) ? "; Secure" : ""}`;

/** What that cookie holds. */
export const signInIn = (
  approvalsUrl: string,
  cookies: Readonly<Record<string, string>>,
): string | undefined => cookies[signInName(approvalsUrl)];

/**
 * Whether a form was sent from a page of the configured address. Browsers send Sec-Fetch-Site or Origin with every POST,
 * and pages cannot forge either; the Host header, which anybody can write, is not asked. A request with neither is not
 * from a browser's form. Source: OWASP, Cross-Site Request Forgery Prevention, "Fetch Metadata", "Standard Headers".
 */
export function isSameOrigin(headers: Readonly<Record<string, string>>, approvalsUrl: string): boolean {
  const site = headers["sec-fetch-site"];
  const { origin } = headers;
  if (site !== undefined && site !== "same-origin") return false;
  if (origin !== undefined && origin !== new URL(approvalsUrl).origin) return false;
  return site !== undefined || origin !== undefined;
}

/** What a link answers that is unknown, used or expired: to a stranger all three look alike. */
export const unusable = (): PageResponse => ({
  status: 404,
  html: messagePage(
    "This link cannot be used",
    "It is unknown, or was used, or its time is over. If you expected to decide something, look for a newer mail.",
  ),
});

/** What a request gets that no page of ours sends. Nothing was looked up, so it says nothing about the link. */
export const refused = (status: 400 | 405 | 413 | 415): PageResponse => ({
  status,
  html: messagePage(
    "Nothing was decided",
    status === 413
      ? "The form is larger than any that this page sends: shorten the reason, and send it again."
      : "The request is not one that this page sends. Open the link from the mail again.",
  ),
  ...(status === 405 ? { headers: { allow: "GET, HEAD, POST" } } : {}),
});
