import { invalidInput } from "../../domain/errors.ts";
import type { VerifyingKey } from "../../domain/records/dsse.ts";
import type { Bundle } from "../../domain/verify/bundle.ts";
import type { Verification } from "../../domain/verify/verify.ts";
import { visible } from "../../text/visible.ts";
import {
  type KnownBeforehand,
  pinnedIdentityKeys,
  pinnedKey,
  verifyFile,
  witnessIn,
} from "../bundles/verify-file.ts";
import { type AddCommand, appended, type JsonOption, type Output, withJson } from "../command.ts";
import { errorDocument } from "../explain.ts";

/** The options of `interlock verify`. */
export type VerifyOptions = JsonOption & {
  readonly publicKey?: string;
  readonly trustOwnKey?: boolean;
  readonly jwks?: string;
  readonly witness?: readonly string[];
};

/** The exit codes of `interlock verify`. */
export const exitCodes = { proved: 0, findings: 1, unreadable: 2, unproved: 3 } as const;

/**
 * Prints whether a bundle is sound.
 * @returns the exit code: 0 for a sound and sealed bundle under a key that the reader trusts; 1 for findings; 2 if the
 * bundle, the key or a witness cannot be read; 3 for a sound bundle that is not sealed, or whose key is only its own.
 */
export function verify(
  path: string,
  { publicKey, trustOwnKey = false, jwks, witness = [], json }: VerifyOptions,
  { say, complain }: Pick<Output, "say" | "complain">,
): number {
  const unreadable = (message: string): number => {
    if (json === true) say(errorDocument({ name: "InvalidInput", message }));
    else complain(visible(message));
    return exitCodes.unreadable;
  };
  let known: KnownBeforehand;
  try {
    if (publicKey !== undefined && trustOwnKey)
      throw invalidInput(
        "--public-key and --trust-own-key are both given: pin the key that you trust, or trust the bundle's own",
      );
    known = {
      key: pinnedKey(publicKey),
      witnesses: witness.map(witnessIn),
      identityKeys: pinnedIdentityKeys(jwks),
    };
  } catch (error) {
    return unreadable(error instanceof Error ? error.message : String(error));
  }
  const verified = verifyFile(path, known);
  if ("unreadable" in verified) {
    return unreadable(`${path} cannot be read: ${verified.unreadable}`);
  }
  const { verification, bundle } = verified;
  if (json === true) say(JSON.stringify(verification, null, 2));
  else for (const line of linesOf(verification, bundle, trustOwnKey)) say(visible(line));
  const { sound, sealed, keyPinned } = verification;
  if (!sound) return exitCodes.findings;
  return sealed && (keyPinned || trustOwnKey) ? exitCodes.proved : exitCodes.unproved;
}

function* linesOf(
  {
    sound,
    verdict,
    sealed,
    entries,
    decisions,
    identityKeys,
    keyFingerprint,
    keyPinned,
    findings,
  }: Verification,
  { runId, pinned }: Bundle,
  trustOwnKey: boolean,
): Generator<string> {
  const subject = `${entries} entries of ${runId || "no run"}`;
  if (sound) yield `sound: ${subject}${verdict === null ? "" : sealed ? `, ${verdict}` : ", not sealed yet"}`;
  else {
    yield `NOT sound: ${findings.length === 1 ? "one finding" : `${findings.length} findings`} in ${subject}`;
    for (const { entry, rule, message } of findings)
      yield `  ${entry === null ? "bundle" : `entry ${entry}`}  ${rule}: ${message}`;
  }
  if (decisions === "unsigned")
    yield "decisions unsigned: the bundle is from before the decision key, so its entries alone say who decided";
  if (identityKeys !== null)
    yield `sign-ins verified with the identity provider's keys ${identityKeys === "pinned" ? "that you pinned" : "as recorded; pin the keys that you trust with --jwks"}`;
  if (sound && pinned !== null && pinned.fingerprint !== keyFingerprint)
    yield "the bundle's key is linked by signed introductions with the key that you pinned";
  if (keyFingerprint !== null)
    yield `key ${keyFingerprint}${keyPinned ? pinnedAs(keyFingerprint, pinned) : ownKey(trustOwnKey)}`;
}

/** How the bundle's key is trusted. Where introductions do not link it with the pinned one, a finding says so. */
const pinnedAs = (fingerprint: string, pinned: VerifyingKey | null): string =>
  pinned === null || pinned.fingerprint === fingerprint ? ", pinned" : `; you pinned ${pinned.fingerprint}`;

const ownKey = (trusted: boolean): string =>
  trusted
    ? ": it comes from the bundle itself, and you trust it"
    : ": it comes from the bundle itself, which proves nothing; pin the key that you trust with --public-key";

/** Adds `interlock verify`. */
export const addCommand: AddCommand = (interlock, output) => {
  withJson(interlock.command("verify <bundle>"))
    .description(
      "verify a bundle offline, without AWS: exit code 0 sound, sealed and under a trusted key, 1 findings, 2 unreadable, 3 sound but unsealed or under an unpinned key",
    )
    .option(
      "--public-key <file>",
      "the public key that you trust, in PEM; without it, the key in the bundle is used",
    )
    .option("--trust-own-key", "trust the key in the bundle, for example because you exported it yourself")
    .option(
      "--jwks <file>",
      "the identity provider's keys that you trust, as its jwks_uri gives them; without it, the recorded ones are used",
    )
    .option(
      "--witness <count:digest>",
      "a chain head that you saw, for example in a mail; may be repeated",
      appended,
    )
    .action((bundle: string, options: VerifyOptions) => output.exitWith(verify(bundle, options, output)));
};
