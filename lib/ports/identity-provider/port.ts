/** Who signed in, as the identity provider names them. */
export type SignedIn = { readonly issuer: string; readonly subject: string };

/** What Interlock must remember until the browser returns from the sign-in. */
export type SignInChallenge = {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
};

/** The sign-in of people, for gates that require it. */
export interface IdentityProvider {
  /** The address of the sign-in, to which the browser goes. */
  begin(): Promise<{ readonly url: string; readonly flow: SignInChallenge }>;
  /** Who signed in, from the parameters with which the browser returned. Throws if anything about them is wrong. */
  finish(query: Readonly<Record<string, string>>, flow: SignInChallenge): Promise<SignedIn>;
}
