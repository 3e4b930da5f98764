import type { Digest } from "../canonical.ts";
import type { Environment } from "../environment.ts";

const digitsTyped = 8;

/**
 * What an approver types: the environment, and the beginning of the digest of what was shown. The page shows the digest
 * only in full, so that typing means having looked.
 */
export const challengeOf = (environment: Environment, dossier: Digest): string =>
  `${environment} ${dossier.slice(0, digitsTyped)}`;

/** Whether what was typed answers the challenge; letter case and spaces around and between do not matter. */
export const answersChallenge = (typed: string, environment: Environment, dossier: Digest): boolean =>
  typed.trim().toLowerCase().replace(/\s+/g, " ") === challengeOf(environment, dossier);
