/** Who signed in, as the identity provider names them. */
export type SignedIn = { readonly issuer: string; readonly subject: string };

/** What must be known again when a browser comes back from signing in. */
export type SignInChallenge = {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
};

/** Where people sign in, for gates that ask for it. */
export interface IdentityProvider {
  /** Where the browser goes to sign in. */
  begin(): Promise<{ readonly url: string; readonly flow: SignInChallenge }>;
  /** Who signed in, from what the browser came back with. Throws whatever is wrong with it. */
  finish(query: Readonly<Record<string, string>>, flow: SignInChallenge): Promise<SignedIn>;
}
