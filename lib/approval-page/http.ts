import type { PageResponse } from "../tasks.ts";
import { messagePage } from "./approval-page.ts";

/**
 * The cookie's name. Over https it carries the `__Host-` prefix, which browsers tie to this host and to Secure (RFC
 * 6265bis section 4.1.3.2); behind a proxy the scheme is in X-Forwarded-Proto.
 */
export const cookieName = (headers: Readonly<Record<string, string>>): string =>
  headers["x-forwarded-proto"] === "https" ? "__Host-interlock" : "interlock";

/**
 * Whether a form was sent from a page of this very host. Browsers send Sec-Fetch-Site or Origin with every POST, and
 * pages cannot forge either; a request with neither is not from a browser's form.
 */
export function isSameOrigin(headers: Readonly<Record<string, string>>): boolean {
  const site = headers["sec-fetch-site"];
  const { origin, host } = headers;
  if (site !== undefined && site !== "same-origin") return false;
  if (origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host)) return false;
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
