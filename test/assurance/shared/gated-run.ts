import { approve, follow } from "../../../lib/command-line/submission/follow.ts";
import { readPlan } from "../../../lib/command-line/submission/read-plan.ts";
import { changeFor, submit, waitForRun } from "../../../lib/command-line/submission/submit.ts";
import { runIdOf } from "../../../lib/domain/change/manifest.ts";
import type { Entry } from "../../../lib/domain/records/entry.ts";
import { inboxOf } from "../../../lib/sandbox/mailbox.ts";
import type { TemporarySandbox } from "./temporary-sandbox.ts";
import { peopleMs } from "./timings.ts";

/** A run that succeeded, and its milliseconds from the submission to its last entry, without those of people. */
export type GatedRun = { readonly runId: string; readonly entries: readonly Entry[]; readonly ms: number };

/**
 * Takes the sandbox's commit through every gate, each approved at once.
 * @throws Error if the run does not succeed.
 */
export async function gatedRun(
  { state, installation, records, commit, assembly }: TemporarySandbox,
  attempt: number,
): Promise<GatedRun> {
  const runId = runIdOf({ ...assembly, ...commit, attempt });
  const change = await changeFor(installation, commit, assembly, attempt);
  const beganAtMs = Date.now();
  await submit(installation, change, assembly, readPlan());
  await waitForRun(installation, runId);
  const verdict = await follow(installation, runId, {
    inbox: inboxOf(state),
    answering: approve,
    say: () => undefined,
  });
  if (verdict !== "SUCCEEDED") throw new Error(`the run ${runId} ended ${verdict}`);
  const { entries } = await records.read(runId);
  const endedAtMs = Date.parse(entries.at(-1)?.at ?? "");
  return { runId, entries, ms: endedAtMs - beganAtMs - peopleMs(entries) };
}
