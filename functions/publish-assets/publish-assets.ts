import type { Digest } from "../../lib/domain/canonical.ts";
import { type Asset, isSameAsset } from "../../lib/domain/change/assets.ts";
import { assetsOf } from "../../lib/domain/change/manifest.ts";
import type { Environment, Scope } from "../../lib/domain/environment.ts";
import { isInterlockError } from "../../lib/domain/errors.ts";
import type { FactOf } from "../../lib/domain/records/facts.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import { publishedIn } from "../../lib/domain/run/published.ts";
import type { AssetPlaced } from "../../lib/ports/assets/port.ts";
import type { Work } from "../../lib/ports/records/port.ts";
import { confirmPrerequisites } from "../../lib/shared-use-cases/confirm-receipt.ts";
import { patience, waitBetweenCallsSeconds } from "../../lib/shared-use-cases/patience.ts";
import { patiently } from "../../lib/shared-use-cases/patiently.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks/tasks.ts";

type Ports = TaskPorts<"publish-assets">;
type Outcome = FactOf<"publish-asset", "outcome">;

/** Assets are published before the first step: production's behind the change record, as everything but its ingress. */
const scope: Scope = "all-but-ingress";

/**
 * Publishes the assets of an environment to the bucket of its bootstrap, each with an entry before and after. It also
 * publishes those of the last change that succeeded, so that a rollback finds them. An object that exists is compared byte for byte.
 * Kept bytes that are missing, or are not those that were approved, are refused like a place that is taken: the entry says why.
 * @throws PrerequisiteMissing or ReceiptRefused before the first effect if a receipt that allows it is missing; LeaseLost if
 * another execution took the run over.
 */
export const publishAssets = patiently(
  (ports: Ports) =>
    async ({
      runId,
      epoch,
      environment,
    }: TaskInput<"publish-assets">): Promise<TaskAnswer<"publish-assets">> => {
      const { records, changes, assets, clock } = ports;
      const work: Work = { runId, epoch, actor: "publish-assets" };
      let run = await records.read(runId);
      const { changeDigest, planDigest } = openedWith(runId, run.entries);
      const change = await changes.change(changeDigest);
      const wanted: readonly Wanted[] = [
        ...assetsOf(change, environment).map((asset) => ({ asset, of: {} })),
        ...(await standing(ports, environment)),
      ];
      const done = publishedIn(run.entries, environment);
      const missing = distinct(wanted).filter(({ asset }) => !done.some((one) => isSameAsset(one, asset)));
      if (missing.length === 0) return { outcome: "done", waitSeconds: 0 };
      const plan = await changes.plan(planDigest);
      await confirmPrerequisites(ports, run, plan, environment, scope);
      const patient = patience(clock);
      for (const { asset, of } of missing) {
        const { name, digest, bucketName, objectKey } = asset;
        const about = { environment, name, digest, bucketName, objectKey, ...of };
        run = await records.append(run, work, [
          { action: "publish-asset", kind: "intent", subject: environment, detail: about },
        ]);
        const placed = await placedOrRefused(assets, asset);
        const outcome: Outcome = {
          action: "publish-asset",
          kind: "outcome",
          subject: environment,
          detail: {
            ...about,
            result: placed.result,
            versionId: placed.result === "refused" ? null : placed.versionId,
            reason: placed.result === "refused" ? placed.reason : "",
          },
        };
        run = await records.append(run, work, [outcome]);
        if (placed.result === "refused") return { outcome: "failed", waitSeconds: 0 };
        if (!patient.hasTime()) return { outcome: "waiting", waitSeconds: waitBetweenCallsSeconds };
      }
      return { outcome: "done", waitSeconds: 0 };
    },
);

async function placedOrRefused(assets: Ports["assets"], asset: Asset): Promise<AssetPlaced> {
  try {
    return await assets.publish(asset);
  } catch (error) {
    if (isInterlockError(error, "DigestMismatch") || isInterlockError(error, "NotFound"))
      return { result: "refused", reason: `${asset.name}: ${error.message}` };
    throw error;
  }
}

/** An asset, and the change that it belongs to if that is not this run's. */
type Wanted = { readonly asset: Asset; readonly of: { readonly standing?: Digest } };

/** The assets of the last change that succeeded: the one that is deployed in the environment, or was before this run. */
async function standing({ records, changes }: Ports, environment: Environment): Promise<readonly Wanted[]> {
  const last = (await records.successes()).at(-1);
  if (last === undefined) return [];
  const of = { standing: last.changeDigest };
  return assetsOf(await changes.change(last.changeDigest), environment).map((asset) => ({ asset, of }));
}

const distinct = (all: readonly Wanted[]): readonly Wanted[] =>
  all.filter(({ asset }, index) => all.findIndex((other) => isSameAsset(other.asset, asset)) === index);
