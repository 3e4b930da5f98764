import { waysInto } from "../domain/check/probes.ts";
import type { Environment } from "../domain/environment.ts";
import type { Exposure, Way } from "../ports/exposure/port.ts";
import type { Inspector } from "../ports/inspector/port.ts";
import type { StackReader } from "../ports/stack-reader/port.ts";
import { lingering, reachedBy } from "../resources/tables.ts";
import { fewAtATime } from "./few-at-a-time.ts";

/**
 * What of an environment can be reached from the internet, or may be because nothing tells; empty if every resource of it was
 * read, and none can be reached. Networks are read whole: what is in them without a stack counts too.
 */
export async function exposedIn(
  {
    stackReader,
    exposure,
    inspector,
  }: {
    readonly stackReader: StackReader;
    readonly exposure: Exposure;
    readonly inspector: Inspector;
  },
  environment: Environment,
  steps: readonly { readonly step: string; readonly stackName: string }[],
): Promise<readonly Way[]> {
  const inSteps = await fewAtATime(steps, async ({ step, stackName }) =>
    (await stackReader.resources(stackName)).map((resource) => ({
      ...resource,
      name: `${environment}/${step}/${resource.logicalId}`,
    })),
  );
  const resources = inSteps.flat();
  const networks = resources.filter(({ type }) => type === "AWS::EC2::VPC").map(({ id }) => id);
  const inNetworks = networks.length === 0 ? [] : await exposure.exposedIn(networks);
  const ofResources = await fewAtATime(resources, async (resource): Promise<readonly Way[]> => {
    const { type, name } = resource;
    const unread = [{ what: `nothing tells whether ${name} (${type}) can be reached`, lingers: false }];
    if (!Object.hasOwn(reachedBy, type)) return unread;
    const by = reachedBy[type];
    if (by === "network") return networks.length === 0 ? unread : [];
    if (by !== "probe") return [];
    const inspected = await inspector.inspect(resource);
    if (inspected === undefined) return unread;
    return inspected === null
      ? []
      : waysInto(inspected).map(({ fact, saw }) => ({
          what: `${fact} of ${name}: ${saw}`,
          lingers: lingering.includes(type),
        }));
  });
  return [...inNetworks, ...ofResources.flat()];
}
