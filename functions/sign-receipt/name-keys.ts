import { keysDigest, namedKeysPayload } from "../../lib/domain/records/named-keys.ts";
import { signedEnvelope } from "../../lib/shared-use-cases/signed-envelope.ts";
import type { TaskPorts } from "../../lib/tasks/tasks.ts";
import { signersOf } from "./signers.ts";

/**
 * Enters the keys of people's statements into the control plane's chain, signed by the signing key, when they are new or
 * have replaced others. A verifier finds there which key was in use when.
 */
export async function nameKeys(ports: TaskPorts<"sign-receipt">): Promise<void> {
  const { ledger, verifyingKeys } = ports;
  const [decision, operator, previous] = await Promise.all([
    verifyingKeys.decisionPem(),
    verifyingKeys.operatorPem(),
    ledger.lastKeys(),
  ]);
  if (previous === keysDigest({ decision, operator })) return;
  const named = { decision, operator, previous };
  await ledger.enterKeys(
    named,
    await signedEnvelope((await signersOf(ports)).inUse, namedKeysPayload(named)),
  );
}
