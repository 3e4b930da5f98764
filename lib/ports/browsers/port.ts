import type { Digest } from "../../domain/canonical.ts";
import type { SignedIn } from "../identity-provider/port.ts";

/** What each browser did, by the SHA-256 of its cookie: wrong challenges and sign-ins. */
export interface Browsers {
  /** The time until which the browser's answers are ignored, in epoch milliseconds; 0 if they are not. */
  slowedUntilMs(browser: Digest): Promise<number>;
  /** Counts a wrong challenge. The more there are, the longer the browser's next answers are ignored. */
  guessedWrong(browser: Digest, nowMs: number): Promise<void>;
  /** Keeps a sign-in for one invitation. */
  keepSignIn(browser: Digest, signIn: SignIn): Promise<void>;
  signIn(browser: Digest): Promise<SignIn | null>;
}

/** The sign-in of this browser for one invitation; null if there is none, or if it is too old. */
export type SignIn = SignedIn & { readonly invitation: Digest; readonly expiresAtMs: number };
