import { createHmac, timingSafeEqual } from "node:crypto";
import { type Digest, sha256 } from "../canonical.ts";

/** The digest under which a link is kept. The secret itself is never kept. */
export const invitationDigest = (secret: string): Digest => sha256(`invitation ${secret}`);

/**
 * The form's nonce. It is bound to the browser's cookie and to the link, so that a form from another browser, or
 * for another link, is recognized without keeping anything.
 */
export const nonceOf = (cookie: string, secret: string): string =>
  createHmac("sha256", secret).update(cookie).digest("base64url");

/** Whether the form came from the browser that was shown the page. */
export function isNonce(nonce: string, cookie: string, secret: string): boolean {
  const expected = Buffer.from(nonceOf(cookie, secret));
  const given = Buffer.from(nonce);
  return cookie !== "" && given.length === expected.length && timingSafeEqual(given, expected);
}
