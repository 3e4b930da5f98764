import { receiptRefused } from "../../lib/domain/errors.ts";
import { receiptPayload } from "../../lib/domain/records/dsse.ts";
import { isFact } from "../../lib/domain/records/facts.ts";
import { supportFor } from "../../lib/domain/records/support.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks.ts";
import { signArchive } from "./sign-archive.ts";
import { signCheckpoint } from "./sign-checkpoint.ts";
import { signed } from "./signed.ts";

type Ports = TaskPorts<"sign-receipt">;
type Answer = Promise<TaskAnswer<"sign-receipt">>;
type ReceiptInput = Extract<TaskInput<"sign-receipt">, { readonly epoch: number }>;

/**
 * The only holder of the key. It reads the records again, refuses what they do not support, signs what they do, and enters
 * what it signed.
 * @throws ReceiptRefused naming what the records do not say.
 */
export const signReceipt =
  (ports: Ports) =>
  (input: TaskInput<"sign-receipt">): Answer => {
    switch (input.statement) {
      case "checkpoint":
        return signCheckpoint(ports, input);
      case "history":
        return signArchive(ports, input);
      default:
        return signStatement(ports, input);
    }
  };

/** A receipt stands behind the entries that support it. Behind a seal nothing is signed any more. */
async function signStatement(ports: Ports, { runId, epoch, statement, about }: ReceiptInput): Answer {
  const { records } = ports;
  const run = await records.read(runId);
  const { planDigest, changeDigest, documentId } = openedWith(runId, run.entries);
  const { count, head } = run.head;
  const seal = run.entries
    .filter(isFact("sign-receipt", "outcome"))
    .find(({ detail }) => detail.statement === "run-closed");
  if (seal !== undefined) {
    // Asked again for the seal it has: a caller died before it heard the answer.
    if (statement === "run-closed") return { envelope: seal.detail.envelope };
    throw receiptRefused(
      `the run ${runId} is sealed: nothing is signed behind a seal, not "${statement}" either`,
    );
  }
  if (head === null) throw receiptRefused(`the run ${runId} has no entries: there is nothing to sign`);
  const locked = about === "plan-approval" && (await records.lockedPlan(documentId)) === planDigest;
  const detail = supportFor(runId, run.entries, { statement, about }, locked);
  const envelope = await signed(
    ports,
    receiptPayload({ statement, about, runId, planDigest, changeDigest, count, head, detail }),
  );
  await records.append(run, { runId, epoch, actor: "sign-receipt" }, [
    { action: "sign-receipt", kind: "outcome", subject: about, detail: { statement, about, envelope } },
  ]);
  return { envelope };
}
