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
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks.ts";
import { signed } from "./signed.ts";

type ArchiveInput = Extract<TaskInput<"sign-receipt">, { readonly statement: "history" }>;

/**
 * Signs the list of a sealed run's histories, which it reads by their digests: every execution of the run that the entries
 * name is there, and none has a task token in it.
 * @throws ReceiptRefused naming what is missing, or what is left in.
 */
export async function signArchive(
  ports: TaskPorts<"sign-receipt">,
  { runId, histories }: ArchiveInput,
): Promise<TaskAnswer<"sign-receipt">> {
  const { records, ledger, changes } = ports;
  const archived = await ledger.archiveOf(runId);
  // Asked again for the archive it has: a caller died before it heard the answer.
  if (archived !== null) return { envelope: archived };
  const { entries, head } = await records.read(runId);
  if (!isSealed(entries) || head.head === null)
    throw receiptRefused(`the run ${runId} is not sealed: its histories are not over`);
  const executions = await Promise.all(
    histories.map(async (digest) => {
      const text = await changes.bytes(digest);
      const { execution, events } = historySchema.parse(JSON.parse(text));
      if (tokensIn(events as Json).length > 0)
        throw receiptRefused(`the history of ${execution} has a task token in it: take it out first`);
      return { execution, digest: sha256(text) };
    }),
  );
  const missing = executionsOf(entries).find(
    (needed) => !executions.some(({ execution }) => execution === needed),
  );
  if (missing !== undefined)
    throw receiptRefused(`the histories of ${runId} lack the execution ${missing}: archive all of them`);
  const archive: HistoryArchive = { runId, count: head.count, head: head.head, executions };
  const envelope = await signed(ports, archivePayload(archive));
  await ledger.enterArchive(archive, envelope);
  return { envelope };
}
