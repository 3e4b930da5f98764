import type { VerifyingKey } from "../domain/records/dsse.ts";
import { type Keyring, keyInUse } from "../domain/records/introduction.ts";
import type { Records } from "../ports/records/port.ts";

/**
 * The key that signs a run that begins now: of several, the one that was introduced last. A deployment may have added a key that
 * has not taken its place yet.
 * @throws ReceiptRefused if what says so was not signed by the keys themselves.
 */
export async function signingKeyInUse(
  records: Pick<Records, "introductions">,
  keyring: Keyring,
): Promise<VerifyingKey> {
  return keyInUse(keyring, keyring.length === 1 ? [] : await records.introductions());
}
