import { pageAddress } from "../settings/page-address.ts";
import type { PageResponse } from "./exchange.ts";
import { messagePage } from "./layout.ts";

const isSecure = (approvalsUrl: string): boolean => approvalsUrl.startsWith("https:");

/**
 * The cookie's name. Over https it has the prefix `__Host-`, which browsers bind to this host and to Secure (RFC 6265bis
 * section 4.1.3.2). The installation's settings, not a header, determine the scheme.
 */
export const cookieName = (approvalsUrl: string): string =>
  isSecure(approvalsUrl) ? "__Host-interlock" : "interlock";

/** A cookie for this host only. No script can read it, and no form of another site sends it. */
export const setCookie = (approvalsUrl: string, value: string): string =>
  `${cookieName(approvalsUrl)}=${value}; Path=/; HttpOnly; SameSite=Strict${isSecure(approvalsUrl) ? "; Secure" : ""}`;

const signInName = (approvalsUrl: string): string => `${cookieName(approvalsUrl)}-sign-in`;
const signInSeconds = 600;

/**
 * The cookie that lasts from the start of a sign-in to its end. An empty value deletes it. It is Lax, not Strict, because
 * the browser returns from another site.
 */
export const signInCookie = (approvalsUrl: string, value: string): string =>
  `${signInName(approvalsUrl)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${value === "" ? 0 : signInSeconds}${isSecure(approvalsUrl) ? "; Secure" : ""}`;

const operatorName = (approvalsUrl: string): string => `${cookieName(approvalsUrl)}-runs`;

/**
 * The cookie of a browser that was admitted to the operators' page. It is Lax, so that links from mails and chats lead there; the
 * page changes nothing.
 */
export const operatorCookie = (approvalsUrl: string, secret: string, seconds: number): string =>
  `${operatorName(approvalsUrl)}=${secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${isSecure(approvalsUrl) ? "; Secure" : ""}`;

/** The value of that cookie; undefined if the browser sent none. */
export const operatorIn = (
  approvalsUrl: string,
  cookies: Readonly<Record<string, string>>,
): string | undefined => cookies[operatorName(approvalsUrl)];

const linksName = (approvalsUrl: string): string => `${cookieName(approvalsUrl)}-links`;
const linksSeconds = 24 * 3_600;
/** More gates than one run has; older links are forgotten first. */
const mostLinks = 6;

/**
 * The cookie of a browser that opened links: it lets the browser look at their runs, and tells it what was decided through them. It
 * is Lax, so that a second click in a mail leads there; those pages change nothing, and no form counts by it.
 */
export const linksCookie = (approvalsUrl: string, secrets: readonly string[]): string =>
  `${linksName(approvalsUrl)}=${secrets.slice(-mostLinks).join(".")}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${linksSeconds}${isSecure(approvalsUrl) ? "; Secure" : ""}`;

/** The links in that cookie, oldest first; none if the browser sent none. */
export const linksIn = (approvalsUrl: string, cookies: Readonly<Record<string, string>>): readonly string[] =>
  (cookies[linksName(approvalsUrl)] ?? "").split(".").filter(Boolean).slice(-mostLinks);

/** The address of one of our pages as our own links give it: without scheme and host. */
export const placedIn =
  (approvalsUrl: string) =>
  (path: string): string =>
    pageAddress(new URL(approvalsUrl).pathname, path);

const refreshSeconds = 5;

/**
 * Has the browser ask again while something is at work; a page without script cannot be told. It is a header, because the pages'
 * sandbox blocks a refresh in the document (HTML standard, shared declarative refresh steps).
 */
export const refreshAfter = (isAtWork: boolean, path: string): Readonly<Record<string, string>> =>
  isAtWork ? { refresh: `${refreshSeconds}; url=${path}` } : {};

/** The value of the sign-in cookie; undefined if the browser sent none. */
export const signInIn = (
  approvalsUrl: string,
  cookies: Readonly<Record<string, string>>,
): string | undefined => cookies[signInName(approvalsUrl)];

/**
 * Whether a page of the configured address sent the form. Browsers send Sec-Fetch-Site or Origin with every POST, and
 * pages cannot forge either. The Host header can be forged, so this function ignores it. A request with neither header
 * does not come from a browser's form. Source: OWASP, Cross-Site Request Forgery Prevention, "Fetch Metadata", "Standard Headers".
 */
export function isSameOrigin(headers: Readonly<Record<string, string>>, approvalsUrl: string): boolean {
  const site = headers["sec-fetch-site"];
  const { origin } = headers;
  if (site !== undefined && site !== "same-origin") return false;
  if (origin !== undefined && origin !== new URL(approvalsUrl).origin) return false;
  return site !== undefined || origin !== undefined;
}

/** The answer to an unknown, used or expired link. It is the same for all three, so that a stranger learns nothing. */
export const unusable = (): PageResponse => ({
  status: 404,
  html: messagePage(
    "This link does not work",
    "The link is unknown, used or expired. If you expected to decide something, look for a newer mail.",
  ),
});

/** The answer to a request that no page of ours sends. It reveals nothing about the link, because nothing was looked up. */
export const refused = (status: 400 | 405 | 413 | 415): PageResponse => ({
  status,
  html: messagePage(
    "Nothing was decided",
    status === 413
      ? "The form is too large. Shorten the reason and send it again."
      : "This page does not send such a request. Open the link from the mail again.",
  ),
  ...(status === 405 ? { headers: { allow: "GET, HEAD, POST" } } : {}),
});
