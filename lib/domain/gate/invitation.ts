import { createHmac, timingSafeEqual } from "node:crypto";
import { type Digest, sha256 } from "../canonical.ts";

/** What is kept of a link: never the secret itself. */
export const invitationDigest = (secret: string): Digest => sha256(`invitation ${secret}`);

/**
 * The form's nonce: bound to the browser's cookie and to the link, so that a form from another browser, or for another
 * link, is told apart without keeping anything.
 */
export const nonceOf = (cookie: string, secret: string): string =>
  createHmac("sha256", secret).update(cookie).digest("base64url");

/** Whether the form came from the browser that was shown the page. */
export function isNonce(nonce: string, cookie: string, secret: string): boolean {
  const expected = Buffer.from(nonceOf(cookie, secret));
  const given = Buffer.from(nonce);
  return cookie !== "" && given.length === expected.length && timingSafeEqual(given, expected);
}
