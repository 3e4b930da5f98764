import type { Part } from "../../lib/domain/environment.ts";
import { isFact } from "../../lib/domain/records/facts.ts";
import { application, planWith, take } from "../simulator/runs.ts";
import type { World } from "../simulator/world.ts";

type Resources = Readonly<Record<string, object>>;
type Parts = Partial<Record<Part, Resources>>;
/** A bucket without a setting. */
export const bucket = { Type: "AWS::S3::Bucket" };
/** A template of these resources. */
export const template = (Resources: Resources) => JSON.stringify({ Resources });

/** A stack that fails after a while. */
const failing = (Resources: Resources) =>
  JSON.stringify({ Resources, Metadata: { World: { fails: ["create", "update"], seconds: 20 } } });

/** The state that a rollback of development enters first. */
export const destroying = "4.3 Destroy all created resources";
/** What every stack of development is called first. */
export const development = `${application}-development`;

/** A run whose development fails in its last step, after `parts` got these resources, and what its proof says. */
export async function rolledBack(world: World, parts: Parts = {}, attempt = 1, plan = planWith()) {
  const { runId, entries, verdict } = await take(
    world,
    {
      attempt,
      templateOf: (environment, part) =>
        environment === "development" && part === "compute"
          ? failing({ Bucket: { ...bucket, Properties: { Version: 2 } } })
          : template(parts[part] ?? { Bucket: bucket }),
    },
    plan,
  );
  const proof = entries.findLast(isFact("prove-rollback", "observation"))?.detail;
  if (proof === undefined) throw new Error("nothing was proved");
  return {
    runId,
    verdict,
    proof,
    entries,
    left: proof.residual.map(({ id }) => id),
    looked: proof.looked?.items ?? [],
  };
}

/** Has resources stay although the stack of a step of development reports them deleted. */
export const leftBehind = ({ cloudFormation }: World, step: string, logicalId: string) =>
  cloudFormation.leftBehind.add(`${development}-${step} ${logicalId}`);
/** The id of a resource of a step of development. */
export const idOf = (step: string, logicalId: string) =>
  expect.stringMatching(new RegExp(`^${development}-${step}-${logicalId}-\\d+$`)) as string;
