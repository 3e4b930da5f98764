import type { CommitOutcome, CommitState } from "../../lib/domain/run/commit-outcome.ts";
import type { Superseded } from "../../lib/domain/run/lease.ts";
import {
  type Progress,
  progressOf,
  queuedEverywhere,
  supersededEverywhere,
} from "../../lib/domain/run/progress.ts";
import { verdictSoFar } from "../../lib/domain/run/status.ts";
import { checkRunText } from "../../lib/mails/check-run.ts";
import { pageAddress } from "../../lib/settings/page-address.ts";
import { typedFor } from "../../lib/settings/typed.ts";
import { changeOrNull } from "../../lib/shared-use-cases/change-or-null.ts";
import type { TaskPorts } from "../../lib/tasks/tasks.ts";

/** What the commit's page should say of a run now, according to the records; null if the run was never claimed. */
export async function outcomeNow(
  ports: TaskPorts<"show-outcome">,
  runId: string,
): Promise<CommitOutcome | null> {
  const { records, settings } = ports;
  const claim = await records.claimOf(runId);
  if (claim === null) return null;
  const { entries } = await records.read(runId);
  const superseded = entries.length > 0 ? null : await records.supersededBy(claim);
  const change = await changeOrNull(ports, claim.changeDigest);
  const { application, approvalsUrl } = settings;
  const about = {
    application,
    runId,
    repository: claim.repository,
    commit: claim.commit,
    attempt: claim.attempt,
    page: pageAddress(approvalsUrl, `/runs/${runId}`),
    ...standing(entries, superseded),
  };
  return { ...about, ...checkRunText(about, { entries, change, superseded, typed: typedFor(settings) }) };
}

function standing(
  entries: Parameters<typeof progressOf>[0],
  superseded: Superseded | null,
): { readonly state: CommitState; readonly environments: Progress } {
  if (superseded !== null) return { state: "SUPERSEDED", environments: supersededEverywhere };
  if (entries.length === 0) return { state: "queued", environments: queuedEverywhere };
  const verdict = verdictSoFar(entries);
  return { state: verdict === "RUNNING" ? "in-progress" : verdict, environments: progressOf(entries) };
}
