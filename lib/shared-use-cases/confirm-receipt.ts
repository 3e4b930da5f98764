import { type Environment, environments, type Scope } from "../domain/environment.ts";
import { prerequisiteMissing, receiptRefused } from "../domain/errors.ts";
import type { NeededReceipt } from "../domain/gates.ts";
import { openEnvelope, type Receipt } from "../domain/records/dsse.ts";
import { isValidated } from "../domain/run/effects.ts";
import { openedWith } from "../domain/run/opened.ts";
import { prerequisitesOf } from "../domain/run/prerequisites.ts";
import type { RunRecords } from "../ports/records/port.ts";
import type { Signer } from "../ports/signer/port.ts";

/**
 * Confirms by itself, from signatures and not from what the state machine passed, that the effects to come are allowed.
 * @throws PrerequisiteMissing naming the receipt that is not there, ReceiptRefused if one is not of this run, change and plan.
 */
export async function confirmPrerequisites(
  { signer }: { signer: Signer },
  run: RunRecords,
  environment: Environment,
  scope: Scope,
): Promise<void> {
  const publicKeyPem = await signer.publicKeyPem();
  for (const needed of prerequisitesOf(environment, scope)) confirmReceipt(run, needed, publicKeyPem);
}

/** The latest receipt of that kind in the run's entries, verified. Errors as `confirmPrerequisites`. */
export function confirmReceipt(
  run: RunRecords,
  { statement, about }: NeededReceipt,
  publicKeyPem: string,
): Receipt {
  const { planDigest, changeDigest } = openedWith(run.runId, run.entries);
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
  // A later look that did not hold voids what was validated, whatever was signed before.
  const environment = environments.find((name) => statement === "validated" && name === about);
  if (environment !== undefined && !isValidated(run.entries, environment))
    throw prerequisiteMissing(
      `${environment} is not validated any more: its checks were asked again, and did not all hold`,
    );
  const receipt = openEnvelope(entry.detail.envelope, publicKeyPem);
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
