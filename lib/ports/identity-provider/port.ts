import type { Digest } from "../../domain/canonical.ts";
import type { Jwk } from "../../domain/jwk.ts";

/** Who signed in, as the identity provider names them, and for which of its clients. */
export type SignedIn = { readonly issuer: string; readonly subject: string; readonly audience: string };

/** What the provider gave for a sign-in: its signed ID token, and its keys at that moment. */
export type SignInProof = { readonly idToken: string; readonly keys: readonly Jwk[] };

/** What Interlock must remember until the browser returns from the sign-in. */
export type SignInChallenge = { readonly state: string; readonly codeVerifier: string };

/** The sign-in of people, for gates that require it. */
export interface IdentityProvider {
  /** Our client at the provider. */
  audience(): string;
  /** The address of a fresh sign-in for one decision, to which the browser goes. */
  begin(nonce: Digest): Promise<{ readonly url: string; readonly flow: SignInChallenge }>;
  /**
   * The proof of the sign-in, from the parameters with which the browser returned. Throws if anything about them is wrong; what
   * the token proves is still to be verified.
   */
  finish(
    query: Readonly<Record<string, string>>,
    flow: SignInChallenge & { readonly nonce: Digest },
  ): Promise<SignInProof>;
}
