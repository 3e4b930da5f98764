import { receiptRefused } from "../../lib/domain/errors.ts";
import { envelopeOf, keyFingerprint, receiptPayload, signedBytes } from "../../lib/domain/records/dsse.ts";
import { supportFor } from "../../lib/domain/records/support.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks.ts";

/**
 * The only holder of the key. It reads the entries again, refuses what they do not support, signs what they do, and
 * writes the receipt behind them. Behind a seal nothing is signed any more.
 * @throws ReceiptRefused naming what the entries do not say.
 */
export const signReceipt =
  ({ records, signingKey }: TaskPorts<"sign-receipt">) =>
  async ({
    runId,
    epoch,
    statement,
    about,
  }: TaskInput<"sign-receipt">): Promise<TaskAnswer<"sign-receipt">> => {
    const run = await records.read(runId);
    const { planDigest, changeDigest, documentId } = openedWith(runId, run.entries);
    const { count, head } = run.head;
    const seal = run.entries.findLast(
      (entry) => entry.action === "sign-receipt" && entry.detail.statement === "run-closed",
    );
    if (seal?.action === "sign-receipt") {
      // Asked again for the seal it has: a caller died before it heard the answer.
      if (statement === "run-closed") return { envelope: seal.detail.envelope };
      throw receiptRefused(
        `the run ${runId} is sealed: nothing is signed behind a seal, not "${statement}" either`,
      );
    }
    if (head === null) throw receiptRefused(`the run ${runId} has no entries: there is nothing to sign`);
    const locked = about === "plan-approval" && (await records.lockedPlan(documentId)) === planDigest;
    const detail = supportFor(runId, run.entries, { statement, about }, locked);
    const payload = receiptPayload({
      statement,
      about,
      runId,
      planDigest,
      changeDigest,
      count,
      head,
      detail,
    });
    const signature = await signingKey.sign(signedBytes(payload));
    const envelope = envelopeOf(payload, signature, keyFingerprint(await signingKey.publicKeyPem()));
    await records.append(run, { runId, epoch, actor: "sign-receipt" }, [
      { action: "sign-receipt", kind: "outcome", subject: about, detail: { statement, about, envelope } },
    ]);
    return { envelope };
  };
