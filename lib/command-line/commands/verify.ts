import { ownChain } from "../../domain/records/checkpoint.ts";
import { isSealed } from "../../domain/run/status.ts";
import { verdictOf } from "../../domain/run/verdict.ts";
import type { Bundle } from "../../domain/verify/bundle.ts";
import type { Verification } from "../../domain/verify/verify.ts";
import { visible } from "../../text/visible.ts";
import { type Known, pinnedKey, verifyFile, witnessIn } from "../bundles/verify-file.ts";
import { type AddCommand, type JsonOption, type Output, withJson } from "../command.ts";

/** The options of `interlock verify`. */
export type VerifyOptions = JsonOption & {
  readonly publicKey?: string;
  readonly witness?: readonly string[];
};

/**
 * Prints whether a bundle is sound.
 * @returns the exit code: 0 for a sound bundle, 1 for findings, 2 if the bundle, the key or a witness cannot be read.
 */
export function verify(
  path: string,
  { publicKey, witness = [], json }: VerifyOptions,
  { say, complain }: Pick<Output, "say" | "complain">,
): number {
  let known: Known;
  try {
    known = { key: pinnedKey(publicKey), witnesses: witness.map(witnessIn) };
  } catch (error) {
    complain(error instanceof Error ? error.message : String(error));
    return 2;
  }
  const verified = verifyFile(path, known);
  if ("unreadable" in verified) {
    complain(visible(`${path} cannot be read: ${verified.unreadable}`));
    return 2;
  }
  const { verification, bundle } = verified;
  if (json === true) say(JSON.stringify(verification, null, 2));
  else for (const line of linesOf(verification, bundle)) say(visible(line));
  return verification.sound ? 0 : 1;
}

function* linesOf(
  { sound, entries, keyFingerprint, keyPinned, findings }: Verification,
  bundle: Bundle,
): Generator<string> {
  const subject = `${entries} entries of ${bundle.runId || "no run"}`;
  const { entries: remembered } = bundle.remembered;
  const end = isSealed(remembered) ? `, ${verdictOf(remembered)}` : ", not sealed yet";
  if (sound) yield `sound: ${subject}${bundle.runId === ownChain ? "" : end}`;
  else {
    yield `NOT sound: ${findings.length === 1 ? "one finding" : `${findings.length} findings`} in ${subject}`;
    for (const { entry, rule, message } of findings)
      yield `  ${entry === null ? "bundle" : `entry ${entry}`}  ${rule}: ${message}`;
  }
  if (keyFingerprint !== null)
    yield `key ${keyFingerprint}${keyPinned ? ", pinned" : ": it comes from the bundle itself; pin the key that you trust with --public-key"}`;
}

const append = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** Adds `interlock verify`. */
export const addCommand: AddCommand = (interlock, output) => {
  withJson(interlock.command("verify <bundle>"))
    .description("verify a bundle offline, without AWS: exit code 0 sound, 1 findings, 2 unreadable")
    .option(
      "--public-key <file>",
      "the public key that you trust, in PEM; without it, the key in the bundle is used",
    )
    .option(
      "--witness <count:digest>",
      "a chain head that you saw, for example in a mail; may be repeated",
      append,
    )
    .action((bundle: string, options: VerifyOptions) => output.exitWith(verify(bundle, options, output)));
};
