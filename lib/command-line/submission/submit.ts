import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { canonicalJson, sha256 } from "../../domain/canonical.ts";
import type { Door } from "../../domain/change/door.ts";
import type { ChangeSubmitted } from "../../domain/change/events.ts";
import { type Change, changeDigest, parseChange, runIdOf } from "../../domain/change/manifest.ts";
import { inWords } from "../../domain/change/refusal.ts";
import { invalidChange, isInterlockError, notFound, unknownAnswer } from "../../domain/errors.ts";
import { countedFrom } from "../../domain/records/adoption.ts";
import type { Claim } from "../../domain/run/lease.ts";
import type { Installation } from "../../installation/installation.ts";
import { type Plan, planDigest } from "../../plan/schema.ts";
import { keepAsset } from "../../ports/assets/kept.ts";
import { changesIn } from "../../ports/changes/aws.ts";
import type { Changes } from "../../ports/changes/port.ts";
import { systemClock } from "../../ports/clock/system.ts";
import { recordsIn } from "../../ports/records/aws.ts";
import type { Assembly } from "./assembly.ts";
import { type Commit, readCommit, repositoryIn } from "./read-commit.ts";
import { fullName } from "./repository-name.ts";

const pollIntervalMs = 100;
const startTimeoutMs = 30_000;

/**
 * The commit that contributors of a change from the repository around `path` are counted from in this installation: the
 * last successful run's, or one that was adopted since; null if every commit counts.
 */
export async function countedSince(installation: Installation, path: string): Promise<string | null> {
  const records = recordsIn({ ...installation, clock: systemClock });
  const repository = repositoryIn(path);
  const [successes, adoption] = await Promise.all([
    records.successes(),
    repository === null ? null : records.adoption(fullName(repository)),
  ]);
  return countedFrom(successes, adoption);
}

/**
 * The change of a commit and its assembly, with its contributors counted again, as `countedSince` says.
 * @throws InvalidChange if the repository lacks the commit that they are counted from.
 */
export async function changeFor(
  installation: Installation,
  { folder, inside, commit: { sha } }: Commit,
  assembly: Assembly,
  attempt: number,
): Promise<Change> {
  const read = readCommit(join(folder, inside), await countedSince(installation, folder), sha);
  if ("refusals" in read) throw invalidChange(read.refusals.map(inWords).join("\n"));
  return changeOf(read.commit, assembly, attempt);
}

/** The change of a commit and its assembly. */
export const changeOf = (
  { repository, commit, contributors }: Pick<Commit, "repository" | "commit" | "contributors">,
  { application, environments, assets }: Assembly,
  attempt: number,
): Change =>
  parseChange({
    application,
    repository: fullName(repository),
    attempt,
    commit,
    contributors,
    environments,
    ...(Object.values(assets).every((list) => list.length === 0) ? {} : { assets }),
  });

/** How a change is submitted. */
export type Submission = {
  readonly door: Door;
  /** Whether it keeps its place in the queue when a newer change comes. @default false */
  readonly keep?: boolean;
};

/**
 * Submits a change: uploads every document by digest, then sends the event that names the digests. A process killed before
 * the event has changed nothing. The same event sent twice starts one run.
 * @returns the run's id.
 * @throws UnknownAnswer if the bus rejects the event.
 */
export async function submit(
  installation: Installation,
  change: Change,
  assembly: Assembly,
  plan: Plan,
  { door, keep = false }: Submission = { door: "submit" },
): Promise<string> {
  const changes = changesIn({ bucketName: installation.bucketName });
  await Promise.all([...assembly.templates.values()].map((template) => keepTemplate(changes, template)));
  for (const [digest, bytes] of assembly.contents)
    await keepAsset(installation.assetsBucketName, digest, bytes);
  await changes.keep(canonicalJson(plan));
  await changes.keep(canonicalJson(change));
  const bus = new EventBridgeClient();
  const { FailedEntryCount, Entries } = await bus.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: installation.busName,
          Source: "interlock",
          DetailType: "Change Submitted",
          Detail: JSON.stringify({
            version: 1,
            changeDigest: changeDigest(change),
            planDigest: planDigest(plan),
            door,
            ...(keep ? { keep } : {}),
          } satisfies ChangeSubmitted),
        },
      ],
    }),
  );
  if (FailedEntryCount !== 0)
    throw unknownAnswer(
      `the bus ${installation.busName} rejected the event (${Entries?.[0]?.ErrorMessage ?? "it gave no reason"}): submit the change again`,
    );
  return runIdOf(change);
}

/** Keeps a template. A change has most of its templates from the change before it: so it looks first. Errors as `keep`. */
async function keepTemplate(changes: Changes, template: string): Promise<void> {
  try {
    await changes.bytes(sha256(template));
  } catch (error) {
    if (!isInterlockError(error, "NotFound")) throw error;
    await changes.keep(template);
  }
}

/** The claim of a run; null if there is none. */
export const claimOf = (installation: Installation, runId: string): Promise<Claim | null> =>
  recordsIn({ ...installation, clock: systemClock }).claimOf(runId);

/** Whether a submitted change has become a run. */
export const isKnownRun = async (installation: Installation, runId: string): Promise<boolean> =>
  (await claimOf(installation, runId)) !== null;

/**
 * Waits until a submitted change has become a run.
 * @throws NotFound if no run starts within 30 seconds.
 */
export async function waitForRun(installation: Installation, runId: string): Promise<void> {
  for (let waitedMs = 0; waitedMs < startTimeoutMs; waitedMs += pollIntervalMs) {
    if (await isKnownRun(installation, runId)) return;
    await setTimeout(pollIntervalMs);
  }
  throw notFound(
    `the change was submitted, but run ${runId} did not start within ${startTimeoutMs / 1000} s: the log of start-run and the dead-letter queue say why`,
  );
}
