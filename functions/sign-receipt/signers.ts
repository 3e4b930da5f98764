import type { Digest } from "../../lib/domain/canonical.ts";
import { receiptRefused } from "../../lib/domain/errors.ts";
import { type Keyring, readKeyring } from "../../lib/domain/records/introduction.ts";
import type { SigningKey, SigningKeys } from "../../lib/ports/signing-keys/port.ts";
import { signingKeyInUse } from "../../lib/shared-use-cases/signing-key-in-use.ts";
import type { TaskPorts } from "../../lib/tasks/tasks.ts";

/** The signing keys, and which of them signs now. */
export type Signers = {
  /** Their public halves, oldest first. */
  readonly keyring: Keyring;
  readonly inUse: SigningKey;
  readonly fingerprintInUse: Digest;
  /** The key after the one in use, which has not taken its place yet; null if there is none. */
  readonly next: SigningKey | null;
  /** @throws ReceiptRefused if this control plane has no such key. */
  withFingerprint(fingerprint: Digest): SigningKey;
};

/** @throws ReceiptRefused as `signingKeyInUse`. */
export async function signersOf({
  records,
  signingKeys,
}: Pick<TaskPorts<"sign-receipt">, "records" | "signingKeys">): Promise<Signers> {
  const keyring = readKeyring(await Promise.all(signingKeys.map((key) => key.publicKeyPem())));
  const { fingerprint } = await signingKeyInUse(records, keyring);
  const place = keyring.findIndex((key) => key.fingerprint === fingerprint);
  return {
    keyring,
    inUse: keyAt(signingKeys, place, fingerprint),
    fingerprintInUse: fingerprint,
    next: signingKeys[place + 1] ?? null,
    withFingerprint: (wanted) =>
      keyAt(
        signingKeys,
        keyring.findIndex((key) => key.fingerprint === wanted),
        wanted,
      ),
  };
}

function keyAt(keys: SigningKeys, place: number, fingerprint: Digest): SigningKey {
  const key = keys[place];
  if (key === undefined)
    throw receiptRefused(
      `this control plane has no signing key ${fingerprint}: set keys.signing in its settings back to what it was, and deploy`,
    );
  return key;
}
