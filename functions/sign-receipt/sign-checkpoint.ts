import { entryConflict, receiptRefused } from "../../lib/domain/errors.ts";
import { type ChainHead, type Checkpoint, checkpointPayload } from "../../lib/domain/records/checkpoint.ts";
import { signedEnvelope } from "../../lib/shared-use-cases/signed-envelope.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks/tasks.ts";
import { introduceKey } from "./introduce-key.ts";
import { nameKeys } from "./name-keys.ts";
import { signersOf } from "./signers.ts";

const attempts = 5;

type CheckpointInput = Extract<TaskInput<"sign-receipt">, { readonly statement: "checkpoint" }>;

/**
 * Signs where the chains end now, and chains this checkpoint to the previous one. It refuses a chain that has
 * become shorter or different since its last checkpoint: someone cut it or restored an older copy.
 * @throws ReceiptRefused naming the chain; EntryConflict if others kept writing in the meantime.
 */
export async function signCheckpoint(
  ports: TaskPorts<"sign-receipt">,
  { also }: CheckpointInput,
): Promise<TaskAnswer<"sign-receipt">> {
  const { ledger, clock } = ports;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const [last, moved] = await Promise.all([ledger.lastCheckpoint(), ledger.moved(also)]);
    for (const { now, named } of moved) confirmGrown(now, named);
    const checkpoint: Checkpoint = {
      number: (last?.number ?? 0) + 1,
      at: new Date(clock.nowMs()).toISOString(),
      previous: last?.digest ?? null,
      chains: moved.map(({ now }) => now),
    };
    const envelope = await signedEnvelope((await signersOf(ports)).inUse, checkpointPayload(checkpoint));
    if (await ledger.enterCheckpoint(checkpoint, envelope)) {
      // After it, so that a chain that was cut is refused before anything is added to it.
      await introduceKey(ports);
      await nameKeys(ports);
      return { envelope };
    }
  }
  throw entryConflict(`no checkpoint could be entered in ${attempts} attempts: the next one takes its place`);
}

function confirmGrown(now: ChainHead, named: ChainHead | null): void {
  if (named === null) return;
  const isOlder = now.count < named.count || (now.count === named.count && now.head !== named.head);
  const lostHistory = named.history !== null && now.history !== named.history;
  if (isOlder || lostHistory)
    throw receiptRefused(
      `${now.chain} had ${named.count} entries and the head ${named.head} at the last checkpoint, and has ${now.count} and ${now.head} now: compare both copies of the records`,
    );
}
