import { isInterlockError, receiptRefused } from "../../lib/domain/errors.ts";
import { receiptPayload } from "../../lib/domain/records/dsse.ts";
import { isFact } from "../../lib/domain/records/facts.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import { supportFor } from "../../lib/domain/run/receipt-support.ts";
import { isSealed } from "../../lib/domain/run/status.ts";
import type { RunRecords } from "../../lib/ports/records/port.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks.ts";
import { signArchive } from "./sign-archive.ts";
import { signCheckpoint } from "./sign-checkpoint.ts";
import { signed } from "./signed.ts";

const attempts = 5;

type Ports = TaskPorts<"sign-receipt">;
type Answer = Promise<TaskAnswer<"sign-receipt">>;
type ReceiptInput = Extract<TaskInput<"sign-receipt">, { readonly epoch: number }>;

/**
 * The only holder of the key. It reads the records again, refuses what they do not support, signs what they do, and enters
 * what it signed.
 * @throws ReceiptRefused naming what the records do not say; EntryConflict if others kept writing meanwhile.
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

/**
 * A receipt stands behind the entries that support it. Whoever asks again while it is the last entry gets the one that
 * stands: a caller died before it heard the answer, or its request was sent twice. Behind a seal nothing is signed any more.
 */
async function signStatement(ports: Ports, input: ReceiptInput): Answer {
  for (let attempt = 1; ; attempt += 1) {
    const run = await ports.records.read(input.runId);
    const stands = lastReceipt(run);
    if (stands?.statement === input.statement && stands.about === input.about)
      return { envelope: stands.envelope };
    try {
      return await signBehind(ports, run, input);
    } catch (error) {
      // Somebody wrote meanwhile, perhaps this very receipt.
      if (attempt === attempts || !isInterlockError(error, "EntryConflict")) throw error;
    }
  }
}

const lastReceipt = ({ entries }: RunRecords) =>
  entries
    .slice(-1)
    .filter(isFact("sign-receipt", "outcome"))
    .map(({ detail }) => detail)[0];

async function signBehind(
  ports: Ports,
  run: RunRecords,
  { runId, epoch, statement, about }: ReceiptInput,
): Answer {
  const { records } = ports;
  const { planDigest, changeDigest, documentId } = openedWith(runId, run.entries);
  if (isSealed(run.entries))
    throw receiptRefused(
      `the run ${runId} is sealed: nothing is signed behind a seal, not "${statement}" either`,
    );
  const { count, head } = run.head;
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
