import type { Digest } from "../../domain/canonical.ts";
import type { SignedIn } from "../identity-provider/port.ts";

/** What is known of a browser, by the SHA-256 of its cookie: that it guessed, and that it signed in. */
export interface Browsers {
  /** Until when the browser's answers are not looked at; 0 if they are. */
  slowedUntilMs(browser: Digest): Promise<number>;
  /** Counts a wrong challenge: the more of them, the longer the next answer is not looked at. */
  guessedWrong(browser: Digest, nowMs: number): Promise<void>;
  /** Keeps that somebody signed in for one invitation. */
  keepSignIn(browser: Digest, signIn: SignIn): Promise<void>;
  signIn(browser: Digest): Promise<SignIn | null>;
}

/** A sign-in for one invitation, for a while. */
export type SignIn = SignedIn & { readonly invitation: Digest; readonly expiresAtMs: number };
