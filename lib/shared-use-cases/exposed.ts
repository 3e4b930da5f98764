import { announcedBy } from "../domain/change/announced-exposure.ts";
import { type Change, stepsInOrder } from "../domain/change/manifest.ts";
import { reachabilityOf } from "../domain/check/exposure.ts";
import type { Environment } from "../domain/environment.ts";
import type { Plan } from "../plan/schema.ts";
import type { Changes } from "../ports/changes/port.ts";
import type { Exposure } from "../ports/exposure/port.ts";
import type { Inspector } from "../ports/inspector/port.ts";
import type { StackReader } from "../ports/stack-reader/port.ts";

type Ports = {
  readonly changes: Changes;
  readonly stackReader: StackReader;
  readonly inspector: Inspector;
  readonly exposure: Exposure;
};

/** What of an environment can be reached from the internet. */
export type Exposed = {
  /** What must not be reachable, and what nobody could read, in words. */
  readonly exposed: readonly string[];
  /** What can be reached as the plan and the change record allow, because it is no part of the ingress, in words. */
  readonly announced: readonly string[];
};

/**
 * What can be reached of an environment: its networks, and each resource of its stacks, by its own reader. Under a plan that
 * announces exposure, what the template of a step other than the ingress announces may stay open: closing the ingress does
 * not close it, and the change record said so. What nothing reads counts as exposed.
 */
export async function exposedIn(
  { changes, stackReader, inspector, exposure }: Ports,
  plan: Plan,
  change: Change,
  environment: Environment,
): Promise<Exposed> {
  const steps = await Promise.all(
    stepsInOrder(change, environment, "everything").map(async (step) => {
      const resources = await stackReader.resources(step.stackName);
      const mayStay = plan.exposure === "announced" && step.part !== "ingress" && resources.length > 0;
      const announced = mayStay
        ? announcedBy({ ...step, template: await changes.bytes(step.templateDigest) })
        : [];
      const allowed = new Set(announced.map(({ logicalId }) => logicalId));
      const read = await Promise.all(
        resources.map(async (resource) => {
          const { type, logicalId, id } = resource;
          const seen = reachabilityOf(type, await inspector.inspect(resource));
          return seen.flatMap(({ is, saw }) =>
            is === "closed"
              ? []
              : [{ words: `${type} ${id} (${saw})`, mayStay: is === "open" && allowed.has(logicalId) }],
          );
        }),
      );
      return { resources, read: read.flat() };
    }),
  );
  const networks = steps.flatMap(({ resources }) => resources).filter(({ type }) => type === "AWS::EC2::VPC");
  const inNetworks = await exposure.exposedIn(networks.map(({ id }) => id));
  const read = steps.flatMap((step) => step.read);
  const words = (mayStay: boolean) => read.flatMap((one) => (one.mayStay === mayStay ? [one.words] : []));
  const announced = words(true);
  // A network's routes, groups and addresses are those of its resources, which are read one by one as well.
  return announced.length > 0
    ? { exposed: words(false), announced }
    : { exposed: [...inNetworks, ...words(false)], announced };
}
