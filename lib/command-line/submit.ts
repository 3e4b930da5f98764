import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { canonicalJson } from "../domain/canonical.ts";
import { type Change, changeDigest, parseChange, runIdOf } from "../domain/change/manifest.ts";
import { unknownAnswer } from "../domain/errors.ts";
import type { Installation } from "../installation/installation.ts";
import { type Plan, planDigest } from "../plan/schema.ts";
import { changesIn } from "../ports/changes/aws.ts";
import { systemClock } from "../ports/clock/system.ts";
import { recordsIn } from "../ports/records/aws.ts";
import type { Assembly } from "./assembly.ts";
import { type Commit, contributorsSince } from "./commit.ts";

/**
 * The change of a commit and its assembly, with everybody who had a hand in it since the last run that succeeded here.
 * @throws InvalidInput if the repository does not have that run's commit, InvalidChange as `parseChange`.
 */
export async function changeFor(
  installation: Installation,
  head: Commit,
  assembly: Assembly,
  attempt: number,
): Promise<Change> {
  const successes = await recordsIn({ ...installation, clock: systemClock }).successes();
  return changeOf(head, assembly, attempt, contributorsSince(head, successes.at(-1)?.commit ?? null));
}

/** The change of a commit, its assembly and its contributors. */
export const changeOf = (
  { repository, commit }: Pick<Commit, "repository" | "commit">,
  assembly: Assembly,
  attempt: number,
  contributors: Change["contributors"],
): Change =>
  parseChange({
    application: assembly.application,
    repository,
    attempt,
    commit,
    contributors,
    environments: assembly.environments,
  });

/**
 * Submits a change: everything is uploaded by digest first, the event that names the digests comes last. Killed before
 * it, nothing has happened; sent twice, it is one run.
 * @returns the run's id.
 */
export async function submit(
  installation: Installation,
  change: Change,
  assembly: Assembly,
  plan: Plan,
): Promise<string> {
  const changes = changesIn({ bucketName: installation.bucketName });
  await Promise.all([...assembly.templates.values()].map((template) => changes.keep(template)));
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
          Detail: JSON.stringify({ changeDigest: changeDigest(change), planDigest: planDigest(plan) }),
        },
      ],
    }),
  );
  if (FailedEntryCount !== 0)
    throw unknownAnswer(
      `the bus ${installation.busName} did not take the change (${Entries?.[0]?.ErrorMessage ?? "no reason"}): submit it again`,
    );
  return runIdOf(change);
}
