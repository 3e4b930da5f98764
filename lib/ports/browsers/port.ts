import type { Digest } from "../../domain/canonical.ts";

/** What each browser did, by the SHA-256 of its cookie: wrong challenges, and decisions that wait for a sign-in. */
export interface Browsers {
  /** The time until which the browser's answers are ignored, in epoch milliseconds; 0 if they are not. */
  slowedUntilMs(browser: Digest): Promise<number>;
  /** Counts a wrong challenge. The more there are, the longer the browser's next answers are ignored. */
  guessedWrong(browser: Digest, nowMs: number): Promise<void>;
  /** Keeps what the browser's form decided until its sign-in is over. A second form takes the place of the first. */
  keepPending(browser: Digest, pending: Pending): Promise<void>;
  /** Takes what was kept for this sign-in, once; null if there is none. */
  takePending(browser: Digest, state: string): Promise<Pending | null>;
  /** Admits whoever has the secret of this digest to the operators' page. */
  admit(secret: Digest, admission: Admission): Promise<void>;
  admission(secret: Digest): Promise<Admission | null>;
}

/** How long a link to the operators' page works, and how long the browser that opened it may look; in epoch milliseconds. */
export type Admission = { readonly linkUntilMs: number; readonly lookUntilMs: number };

/** A decision whose person still has to sign in for it. Nobody has signed it yet. */
export type Pending = {
  /** The sign-in that it waits for. */
  readonly state: string;
  readonly codeVerifier: string;
  /** The statement, in base64; the sign-in's nonce is its digest. */
  readonly payload: string;
  readonly reason: string;
  readonly expiresAtMs: number;
};
