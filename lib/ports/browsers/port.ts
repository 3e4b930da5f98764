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
  /** Admits whoever has the secret of this digest to the operators' page. */
  admit(secret: Digest, admission: Admission): Promise<void>;
  admission(secret: Digest): Promise<Admission | null>;
}

/** How long a link to the operators' page works, and how long the browser that opened it may look; in epoch milliseconds. */
export type Admission = { readonly linkUntilMs: number; readonly lookUntilMs: number };

/** The sign-in of this browser for one invitation; null if there is none, or if it is too old. */
export type SignIn = SignedIn & { readonly invitation: Digest; readonly expiresAtMs: number };
