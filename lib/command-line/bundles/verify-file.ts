import { readFileSync } from "node:fs";
import * as z from "zod";
import { invalidInput } from "../../domain/errors.ts";
import { type Jwk, jwksSchema } from "../../domain/jwk.ts";
import { readVerifyingKey, type VerifyingKey } from "../../domain/records/dsse.ts";
import type { Bundle } from "../../domain/verify/bundle.ts";
import type { Witness } from "../../domain/verify/rules/witness.ts";
import { type Verification, Verifier } from "../../domain/verify/verify.ts";
import { parsePlan } from "../../plan/schema.ts";
import { readLines } from "./read-lines.ts";

/** Longer than any template, plan or history can be. A longer line is skipped, and is a finding. */
export const longestLineBytes = 32 * 1024 * 1024;

/** What the reader of a bundle knows beforehand: the key that they trust, and the chain heads that they saw. */
export type KnownBeforehand = {
  readonly key: VerifyingKey | null;
  readonly witnesses: readonly Witness[];
  readonly identityKeys?: readonly Jwk[] | null;
};

/** The result of verifying a file, or why the file cannot be read. */
export type Verified =
  | { readonly verification: Verification; readonly bundle: Bundle }
  | { readonly unreadable: string };

/** Verifies a bundle in a file, line by line. Reads nothing but the file: no network, no AWS. */
export function verifyFile(path: string, known: KnownBeforehand): Verified {
  const verifier = new Verifier(known, parsePlan);
  let rest: Buffer = Buffer.alloc(0);
  try {
    for (const piece of readLines(path, longestLineBytes)) {
      if (verifier.enough) break;
      if (piece.is === "lines") verifier.take(piece.bytes);
      else if (piece.is === "too long") verifier.skip(piece.count);
      else rest = piece.bytes;
    }
  } catch (error) {
    if (isSystemError(error)) return { unreadable: error.message };
    throw error;
  }
  return { verification: verifier.end(rest.length, rest), bundle: verifier.bundle };
}

/**
 * The public key in a file; null without a file.
 * @throws InvalidInput if there is no such file, or no public key in it.
 */
export function pinnedKey(path: string | undefined): VerifyingKey | null {
  if (path === undefined) return null;
  try {
    return readVerifyingKey(readFileSync(path, "utf8"));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw invalidInput(`${path} is not a public key in PEM: ${why}`, error);
  }
}

/**
 * An identity provider's keys in a file, as its jwks_uri gives them; null without a file.
 * @throws InvalidInput if there is no such file, or no key set in it.
 */
export function pinnedIdentityKeys(path: string | undefined): readonly Jwk[] | null {
  if (path === undefined) return null;
  try {
    return jwksSchema.parse(JSON.parse(readFileSync(path, "utf8"))).keys;
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw invalidInput(`${path} is not a JSON Web Key Set: ${why}`, error);
  }
}

/**
 * A chain head as a mail prints it: `<count>:<digest>`. Eight digits of the digest are enough.
 * @throws InvalidInput for any other text.
 */
export function witnessIn(text: string): Witness {
  const [, count, head] = /^(\d{1,9}):([0-9a-f]{8,64})$/.exec(text) ?? [];
  if (count === undefined || head === undefined)
    throw invalidInput(
      `the witness "${text}" is not a chain head: write COUNT:DIGEST as the mail prints it, with at least eight digits`,
    );
  return { count: Number(count), head };
}

const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  typeof error === "object" && error !== null && "syscall" in error;
