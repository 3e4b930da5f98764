import { sha256 } from "../../../lib/domain/canonical.ts";
import { type Environment, environments } from "../../../lib/domain/environment.ts";
import { causeOf } from "../../../lib/domain/run/cause.ts";
import { templateOf } from "../../simulator/changes.ts";
import { install, stackOf, take } from "../../simulator/runs.ts";
import type { World } from "../../simulator/world.ts";
import { type Attack, type Outcome, went, without } from "./attack.ts";

/** CloudFormation reads larger templates from a bucket (CloudFormation quotas). */
const tooLargeForARequest = 51_200;
const isOurs = "ours";
const isEvil = "evil";

/** A template that is too large for a request, of that author. */
const largeTemplate = (environment: Environment, by: string): string => {
  const { Metadata, ...rest } = JSON.parse(templateOf(environment, "network", {})) as { Metadata: object };
  return JSON.stringify({ ...rest, Metadata: { ...Metadata, by, padding: "x".repeat(tooLargeForARequest) } });
};

const keyIn = (environment: Environment): string => `${sha256(largeTemplate(environment, isOurs))}.json`;

/** What is done to the object from which CloudFormation is to read the template of an environment. */
const replacements: Readonly<Record<string, (world: World, key: string, evil: string) => void>> = {
  "was put under the name before": ({ s3 }, key, evil) => s3.overwrite(key, evil),
  "replaces ours in the moment in which CloudFormation reads": ({ s3, cloudFormation }, key, evil) => {
    const { bytesAt } = cloudFormation;
    cloudFormation.bytesAt = (wanted, version) => {
      if (wanted === key) s3.overwrite(key, evil);
      return bytesAt(wanted, version);
    };
  },
  "replaces ours behind a delete marker in the moment in which CloudFormation reads": (
    { s3, cloudFormation },
    key,
    evil,
  ) => {
    const { bytesAt } = cloudFormation;
    cloudFormation.bytesAt = (wanted, version) => {
      if (wanted === key) {
        s3.service["DeleteObject"]?.({ Key: key });
        s3.overwrite(key, evil);
      }
      return bytesAt(wanted, version);
    };
  },
};

async function outcomeOf(environment: Environment, replace: (typeof replacements)[string]): Promise<Outcome> {
  const world = install();
  replace(world, keyIn(environment), largeTemplate(environment, isEvil));
  const { verdict, entries } = await take(world, {
    templateOf: (place, part) => (part === "network" ? largeTemplate(place, isOurs) : undefined),
  });
  const text = stackOf(world, environment, "network")?.deployed.template.text ?? "";
  if (text.includes(`"by":"${isEvil}"`))
    return went(`the other template was deployed, and the run ended ${verdict}`);
  return without(
    verdict === "SUCCEEDED" ? "the approved version was deployed" : `${verdict}: ${causeOf(entries)}`,
  );
}

/** Large templates that are replaced between their check and their deployment. */
export const replacedTemplates: readonly Attack[] = environments.flatMap((environment) =>
  Object.entries(replacements).map(
    ([how, replace]): Attack => ({
      finding: 16,
      where: "account in memory",
      variant: `another template ${how} in ${environment}`,
      carryOut: () => outcomeOf(environment, replace),
    }),
  ),
);
