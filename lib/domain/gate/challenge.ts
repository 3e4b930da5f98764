import type { Digest } from "../canonical.ts";
import type { Environment } from "../environment.ts";

/** How many digits of the digest a person types. */
export const digitsTyped = 8;

/**
 * What an approver types: the environment, and the first digits of the dossier's digest. Both are on the page, so an approver
 * must have looked at it, and a program that only sends forms does not know them.
 */
export const challengeOf = (environment: Environment, dossier: Digest): string =>
  `${environment} ${dossier.slice(0, digitsTyped)}`;

/** Whether the typed text answers the challenge. Letter case and spaces do not matter. */
export const answersChallenge = (typed: string, environment: Environment, dossier: Digest): boolean =>
  typed.trim().toLowerCase().replace(/\s+/g, " ") === challengeOf(environment, dossier);
