import { readFileSync } from "node:fs";
import { invalidInput } from "../domain/errors.ts";
import { ownChain } from "../domain/records/checkpoint.ts";
import { readVerifyingKey, type VerifyingKey } from "../domain/records/dsse.ts";
import { isSealed } from "../domain/run/status.ts";
import { verdictOf } from "../domain/run/verdict.ts";
import type { Bundle } from "../domain/verify/bundle.ts";
import type { Witness } from "../domain/verify/rules/witness.ts";
import { type Verification, Verifier } from "../domain/verify/verify.ts";
import { parsePlan } from "../plan/schema.ts";
import { readLines } from "./read-lines.ts";

/** The options of `interlock verify`. */
export type VerifyOptions = {
  readonly publicKey?: string;
  readonly witness?: readonly string[];
  readonly json?: boolean;
};

/** Larger than any template, plan or history can be; a line beyond it is not read. */
export const longestLineBytes = 32 * 1024 * 1024;

/** What somebody knows of a bundle beforehand: the key that they trust, and the heads that they saw. */
type Known = { readonly key: VerifyingKey | null; readonly witnesses: readonly Witness[] };

/** What came of verifying a file, or why it cannot be read. */
export type Verified =
  | { readonly verification: Verification; readonly bundle: Bundle }
  | { readonly unreadable: string };

/** Verifies a bundle in a file, line by line. Nothing but the file is read: no network, no AWS. */
export function verifyFile(path: string, known: Known): Verified {
  const verifier = new Verifier(known, parsePlan);
  let rest = 0;
  try {
    for (const piece of readLines(path, longestLineBytes)) {
      if (piece.is === "lines") verifier.take(piece.bytes);
      else if (piece.is === "too long") verifier.skip(piece.count);
      else rest = piece.count;
    }
  } catch (error) {
    if (isSystemError(error)) return { unreadable: error.message };
    throw error;
  }
  return { verification: verifier.end(rest), bundle: verifier.bundle };
}

/**
 * The key in a file that somebody trusts; null without a file.
 * @throws InvalidInput if there is no such file, or no public key in it.
 */
export function pinnedKey(path: string | undefined): VerifyingKey | null {
  if (path === undefined) return null;
  try {
    return readVerifyingKey(readFileSync(path, "utf8"));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw invalidInput(`${path} is no public key to pin: ${why}`, error);
  }
}

const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  typeof error === "object" && error !== null && "syscall" in error;

/**
 * Says whether the bundle is sound.
 * @returns the exit code: 0 for a sound bundle, 1 if anything was found, 2 if bundle, key or a witness cannot be read.
 */
export function verify(
  path: string,
  options: VerifyOptions,
  { say, complain }: { readonly say: (line: string) => void; readonly complain: (line: string) => void },
): number {
  const { publicKey, witness = [], json } = options;
  let known: Known;
  try {
    known = { key: pinnedKey(publicKey), witnesses: witness.map(witnessIn) };
  } catch (error) {
    complain(error instanceof Error ? error.message : String(error));
    return 2;
  }
  const verified = verifyFile(path, known);
  if ("unreadable" in verified) {
    complain(`${path} cannot be read: ${verified.unreadable}`);
    return 2;
  }
  const { verification, bundle } = verified;
  if (json === true) say(JSON.stringify(verification, null, 2));
  else for (const line of linesOf(verification, bundle)) say(line);
  return verification.sound ? 0 : 1;
}

/**
 * A head as a mail prints it: `<count>:<digest>`, of which eight digits are enough.
 * @throws InvalidInput for anything else.
 */
export function witnessIn(text: string): Witness {
  const [, count, head] = /^(\d{1,9}):([0-9a-f]{8,64})$/.exec(text) ?? [];
  if (count === undefined || head === undefined)
    throw invalidInput(
      `the witness "${text}" is no head: write COUNT:DIGEST as the mail prints it, at least eight digits`,
    );
  return { count: Number(count), head };
}

function* linesOf(
  { sound, entries, keyFingerprint, keyPinned, findings }: Verification,
  bundle: Bundle,
): Generator<string> {
  const of = `${entries} entries of ${bundle.runId || "no run"}`;
  const { entries: remembered } = bundle.remembered;
  const ended = isSealed(remembered) ? `, ${verdictOf(remembered)}` : ", not sealed yet";
  if (sound) yield `sound: ${of}${bundle.runId === ownChain ? "" : ended}`;
  else {
    yield `NOT sound: ${findings.length === 1 ? "one finding" : `${findings.length} findings`} in ${of}`;
    for (const { entry, rule, message } of findings)
      yield `  ${entry === null ? "bundle" : `entry ${entry}`}  ${rule}: ${message}`;
  }
  if (keyFingerprint !== null)
    yield `key ${keyFingerprint}${keyPinned ? ", pinned" : ": the bundle vouches for its own key; pin the one you trust with --public-key"}`;
}
