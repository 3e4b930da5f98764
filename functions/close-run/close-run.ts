import { prerequisiteMissing, unknownAnswer } from "../../lib/domain/errors.ts";
import { envelopeDigest } from "../../lib/domain/records/dsse.ts";
import type { Entry } from "../../lib/domain/records/entry.ts";
import { runClosedOf } from "../../lib/domain/rollback/end-of-run.ts";
import { endInWords } from "../../lib/domain/rollback/ending.ts";
import { unfinishedRollback } from "../../lib/domain/rollback/unfinished.ts";
import { environmentToRollBack } from "../../lib/domain/run/environment-to-roll-back.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import { isHalfReopened } from "../../lib/domain/run/reopening.ts";
import { verdictOf } from "../../lib/domain/run/verdict.ts";
import type { Work } from "../../lib/ports/records/port.ts";
import { typedFor } from "../../lib/settings/typed.ts";
import { lastSeal } from "../../lib/shared-use-cases/last-seal.ts";
import { startNextRun } from "../../lib/shared-use-cases/start-next-run.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks/tasks.ts";

/**
 * Ends the run: computes the verdict from the entries, has the seal signed over them, and gives the lease to the
 * waiting change. A repeated call continues where the last one stopped.
 * @throws PrerequisiteMissing if a rollback, or the opening of ingress after it, ended halfway: the execution fails, and the sweep recovers the run.
 */
export const closeRun =
  (ports: TaskPorts<"close-run">) =>
  async ({ runId, epoch }: TaskInput<"close-run">): Promise<TaskAnswer<"close-run">> => {
    const { records, signer, clock } = ports;
    const work: Work = { runId, epoch, actor: "close-run" };
    const before = (await records.read(runId)).entries;
    const halfway = unfinishedRollback(before);
    const what = isHalfReopened(before)
      ? "the opening of production's ingress"
      : `the rollback of ${halfway}`;
    if (halfway !== null)
      throw prerequisiteMissing(
        `${what} ended halfway, so the run ${runId} is not closed: the sweep starts the next execution of the run, which goes on with it`,
      );
    const envelope = await signer.sign(work, { statement: "run-closed", about: "run" });
    const { entries } = await records.read(runId);
    if (entries.at(-1)?.action !== "sign-receipt")
      throw unknownAnswer(`the run ${runId} has entries after its seal: compare both copies of the records`);
    const verdict = verdictOf(entries);
    const opened = openedWith(runId, entries);
    const { commit, changeDigest } = opened;
    if (verdict === "SUCCEEDED") await records.recordSuccess(work, { runId, commit, changeDigest });
    if (opened.rehearsal === true && (verdict === "ROLLED_BACK" || verdict === "ABORTED"))
      await records.recordRehearsal({ runId, atMs: clock.nowMs() });
    const environment = verdict === "QUARANTINED" ? environmentToRollBack(entries) : null;
    const quarantine =
      environment === null ? null : { runId, environment, sinceMs: clock.nowMs(), told: false };
    const told = await announce(ports, runId, entries);
    const end = { runId, endedAtMs: clock.nowMs(), told };
    const epochAtLeast =
      verdict === "REFUSED" ? ((await lastSeal(ports, runId)).last?.epoch ?? epoch) : epoch;
    await records.release(work, envelopeDigest(envelope), { quarantine, end, epochAtLeast });
    await startNextRun(ports);
    return { verdict, says: endInWords(runId, entries, verdict, typedFor(ports.settings)) };
  };

/**
 * Says on the bus that the run is sealed, and answers who was told. If the bus does not accept it now, the sweep says it
 * later, because the records name who was told.
 */
async function announce(
  { bus, settings }: TaskPorts<"close-run">,
  runId: string,
  entries: readonly Entry[],
): Promise<readonly string[]> {
  try {
    await bus.runClosed(runClosedOf(runId, settings.application, entries, typedFor(settings)));
    return ["bus"];
  } catch {
    return [];
  }
}
