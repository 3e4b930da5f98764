import type { Digest } from "../domain/canonical.ts";
import { isInterlockError } from "../domain/errors.ts";
import { readReceipt, type Trusted } from "../domain/records/dsse.ts";
import { approversNamed } from "../domain/run/receipt-support.ts";
import type { Records } from "../ports/records/port.ts";

/**
 * Whether the Platform Owner approved this very plan. The row that says so only names the run: what proves it is that run's
 * receipt, which names who approved. A row without such a receipt locks nothing.
 */
export async function isLocked(
  { records }: { readonly records: Pick<Records, "lockedPlan" | "read"> },
  signers: Trusted,
  documentId: string,
  planDigest: Digest,
): Promise<boolean> {
  const lock = await records.lockedPlan(documentId);
  if (lock?.plan !== planDigest) return false;
  const { entries } = await records.read(lock.runId);
  return entries.some((entry) => {
    if (entry.action !== "sign-receipt" || entry.detail.about !== "plan-approval") return false;
    try {
      const says = readReceipt(entry.detail.envelope, signers);
      const isApproval = says.statement === "gate-passed" && says.about === "plan-approval";
      return isApproval && says.planDigest === planDigest && approversNamed(says.detail).length > 0;
    } catch (error) {
      if (isInterlockError(error)) return false;
      throw error;
    }
  });
}
