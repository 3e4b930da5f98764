import { type Environment, environments, type Scope } from "../domain/environment.ts";
import { prerequisiteMissing, receiptRefused } from "../domain/errors.ts";
import { flawOfApproval } from "../domain/gate/gate-facts.ts";
import { gateState } from "../domain/gate/gate-state.ts";
import { gates, type NeededReceipt } from "../domain/gates.ts";
import { type Receipt, readReceipt, readVerifyingKey } from "../domain/records/dsse.ts";
import type { Keyring } from "../domain/records/introduction.ts";
import { isValidated } from "../domain/run/effects.ts";
import { openedWith } from "../domain/run/opened.ts";
import { prerequisitesOf } from "../domain/run/prerequisites.ts";
import { hasBegunRollback } from "../domain/run/rollback-so-far.ts";
import type { Plan } from "../plan/schema.ts";
import type { RunRecords } from "../ports/records/port.ts";
import type { Signer } from "../ports/signer/port.ts";
import type { VerifyingKeys } from "../ports/verifying-keys/port.ts";

/**
 * Confirms that the next effects are allowed. It relies on signatures and not on what the state machine passed: on the
 * signer's, and for each gate of people on those of the people who approved.
 * @throws PrerequisiteMissing naming the missing receipt, or if the run's rollback has begun; ReceiptRefused if one is not of this run, change and
 * plan, or an approval behind it is not signed.
 */
export async function confirmPrerequisites(
  { signer, verifyingKeys }: { readonly signer: Signer; readonly verifyingKeys: VerifyingKeys },
  run: RunRecords,
  plan: Pick<Plan, "gates">,
  environment: Environment,
  scope: Scope,
): Promise<void> {
  confirmGoesForward(run);
  const needed = prerequisitesOf(environment, scope);
  const keyring = await signer.keyring();
  for (const one of needed) confirmReceipt(run, one, keyring);
  const passed = gates.filter((gate) => needed.some(({ about }) => about === gate));
  // Whom plan-approval asks is a matter of the settings: its receipt is enough.
  const asked = passed.filter(
    (gate) => gate !== "plan-approval" && gateState(run.entries, gate) !== "passed",
  );
  if (asked.length === 0) return;
  const decisionKey = readVerifyingKey(await verifyingKeys.decisionPem());
  for (const gate of asked) {
    const flaw = flawOfApproval(run.entries, gate, plan.gates[gate], () => null, decisionKey);
    if (flaw !== null)
      throw receiptRefused(`the gate ${gate} of ${run.runId} has a receipt, and was not passed: ${flaw}`);
  }
}

/**
 * Confirms that the run is not rolled back. A call that Step Functions has given up may still come, in the same epoch, when
 * the rollback has begun: what it did then, the rollback might overlook.
 * @throws PrerequisiteMissing if a rollback has begun.
 */
export function confirmGoesForward({ runId, entries }: RunRecords): void {
  if (hasBegunRollback(entries))
    throw prerequisiteMissing(
      `the run ${runId} is rolled back: it provisions and validates nothing any more; submit the change again`,
    );
}

/** The latest receipt of that kind in the run's entries, verified under the key that the run began with. Errors as `confirmPrerequisites`. */
export function confirmReceipt(
  run: RunRecords,
  { statement, about }: NeededReceipt,
  keyring: Keyring,
): Receipt {
  const { planDigest, changeDigest, publicKeyFingerprint } = openedWith(run.runId, run.entries);
  const entry = run.entries.findLast(
    ({ action, detail }) =>
      action === "sign-receipt" &&
      "statement" in detail &&
      detail.statement === statement &&
      detail.about === about,
  );
  if (entry?.action !== "sign-receipt")
    throw prerequisiteMissing(
      `the run ${run.runId} has no receipt "${statement}" about ${about}: 21.03 allows no further effect without it`,
    );
  // A later validation that did not hold voids an earlier one, whatever was signed.
  const environment = environments.find((name) => statement === "validated" && name === about);
  if (environment !== undefined && !isValidated(run.entries, environment))
    throw prerequisiteMissing(
      `${environment} is not validated any more: its checks were asked again, and did not all hold`,
    );
  const receipt = readReceipt(
    entry.detail.envelope,
    keyring.filter(({ fingerprint }) => fingerprint === publicKeyFingerprint),
  );
  const bound = { statement, about, runId: run.runId, planDigest, changeDigest };
  for (const [key, expected] of Object.entries(bound)) {
    const found = receipt[key as keyof typeof bound];
    if (found !== expected)
      throw receiptRefused(
        `the receipt "${statement}" about ${about} has ${key} ${found}, not ${expected}: it is not of this run`,
      );
  }
  return receipt;
}
