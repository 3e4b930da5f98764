import { type Json, sha256 } from "../../lib/domain/canonical.ts";
import { receiptRefused } from "../../lib/domain/errors.ts";
import {
  archivePayload,
  executionsOf,
  type HistoryArchive,
  historySchema,
  tokensIn,
} from "../../lib/domain/records/history.ts";
import { isSealed } from "../../lib/domain/run/status.ts";
import { signedEnvelope } from "../../lib/shared-use-cases/signed-envelope.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks/tasks.ts";
import { signersOf } from "./signers.ts";

type ArchiveInput = Extract<TaskInput<"sign-receipt">, { readonly statement: "history" }>;

/**
 * Signs the list of a sealed run's histories, which it reads by their digests. Every execution that the entries
 * name must have a history, and no history may contain a task token.
 * @throws ReceiptRefused naming what is missing or what must be removed.
 */
export async function signArchive(
  ports: TaskPorts<"sign-receipt">,
  { runId, histories }: ArchiveInput,
): Promise<TaskAnswer<"sign-receipt">> {
  const { records, ledger, changes } = ports;
  const archived = await ledger.archiveOf(runId);
  // An existing archive is the answer: an earlier caller stopped before it received it.
  if (archived !== null) return { envelope: archived };
  const { entries, head } = await records.read(runId);
  if (!isSealed(entries) || head.head === null)
    throw receiptRefused(`the run ${runId} is not sealed: its histories are not complete`);
  const executions = await Promise.all(
    histories.map(async (digest) => {
      const text = await changes.bytes(digest);
      const { execution, events } = historySchema.parse(JSON.parse(text));
      if (tokensIn(events as Json).length > 0)
        throw receiptRefused(`the history of ${execution} contains a task token: remove it first`);
      return { execution, digest: sha256(text) };
    }),
  );
  const missing = executionsOf(entries).find(
    (needed) => !executions.some(({ execution }) => execution === needed),
  );
  if (missing !== undefined)
    throw receiptRefused(`the histories of ${runId} lack the execution ${missing}: archive all of them`);
  const archive: HistoryArchive = { runId, count: head.count, head: head.head, executions };
  const envelope = await signedEnvelope((await signersOf(ports)).inUse, archivePayload(archive));
  await ledger.enterArchive(archive, envelope);
  return { envelope };
}
