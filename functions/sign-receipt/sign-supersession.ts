import { receiptRefused } from "../../lib/domain/errors.ts";
import { type Supersession, supersessionPayload } from "../../lib/domain/records/supersession.ts";
import { signedEnvelope } from "../../lib/shared-use-cases/signed-envelope.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks/tasks.ts";
import { signersOf } from "./signers.ts";

type SupersededInput = Extract<TaskInput<"sign-receipt">, { readonly statement: "superseded" }>;

/**
 * Signs that a waiting change never began, and which newer one took its place, and enters it in the control plane's own
 * chain: the change has no run, so it has no chain of its own.
 * @throws ReceiptRefused if nothing took its place, or if it did begin.
 */
export async function signSupersession(
  ports: TaskPorts<"sign-receipt">,
  { runId }: SupersededInput,
): Promise<TaskAnswer<"sign-receipt">> {
  const { records, ledger } = ports;
  const signed = await ledger.supersessionOf(runId);
  // An existing receipt is the answer: an earlier caller stopped before it received it.
  if (signed !== null) return { envelope: signed };
  const claim = await records.claimOf(runId);
  const superseded = claim === null ? null : await records.supersededBy(claim);
  const successor = superseded === null ? null : await records.claimOf(superseded.by);
  if (claim === null || superseded === null || successor === null)
    throw receiptRefused(`no newer change took the place of ${runId}: there is nothing to sign`);
  const { count } = await records.head(runId);
  if (count > 0)
    throw receiptRefused(`the run ${runId} began: it has ${count} entries, and was not superseded`);
  const supersession: Supersession = {
    superseded: { runId, changeDigest: claim.changeDigest },
    successor: { runId: successor.runId, changeDigest: successor.changeDigest },
    at: new Date(superseded.atMs).toISOString(),
  };
  const envelope = await signedEnvelope((await signersOf(ports)).inUse, supersessionPayload(supersession));
  await ledger.enterSupersession(supersession, envelope);
  return { envelope };
}
