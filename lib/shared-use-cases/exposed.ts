import { type Change, type Step, stepsInOrder } from "../domain/change/manifest.ts";
import { mayBeReached, reachabilityOf } from "../domain/check/exposure.ts";
import type { Environment } from "../domain/environment.ts";
import type { Plan } from "../plan/schema.ts";
import type { Changes } from "../ports/changes/port.ts";
import type { Exposure } from "../ports/exposure/port.ts";
import type { Inspector } from "../ports/inspector/port.ts";
import type { StackReader } from "../ports/stack-reader/port.ts";
import { fewAtATime } from "./few-at-a-time.ts";

type Ports = {
  readonly stackReader: StackReader;
  readonly inspector: Inspector;
  readonly exposure: Exposure;
};

/** A resource that is not closed: it can be reached, or nothing tells whether it can. */
type NotClosed = {
  readonly step: Step;
  readonly logicalId: string;
  readonly isOpen: boolean;
  /** Without its physical id, so that a stack that is made again is described as before. */
  readonly words: string;
};

/** What of an environment can be reached from the internet. */
export type Exposed = {
  /** What must not be reachable, and what nobody could read, in words. */
  readonly exposed: readonly string[];
  /** What stays open as the change record announced, because it is no part of the ingress, in words. */
  readonly announced: readonly string[];
};

/**
 * What can be reached of an environment from the internet, in words: in its own networks, and each resource of its stacks by
 * its own reader. What nothing reads is named as well, because it may be reachable. Empty if nothing can.
 */
export async function exposedIn(
  ports: Ports,
  change: Change,
  environment: Environment,
): Promise<readonly string[]> {
  const { inNetworks, notClosed } = await read(ports, change, environment);
  return [...inNetworks, ...notClosed.map(({ words }) => words)];
}

/**
 * What can be reached of an environment and should not be. Under a plan that announces exposure, what the template of a step
 * other than the ingress announces may stay open: closing the ingress does not close it, and the change record said so.
 */
export async function exposedBeyond(
  ports: Ports & { readonly changes: Changes },
  plan: Plan,
  change: Change,
  environment: Environment,
): Promise<Exposed> {
  const { inNetworks, notClosed } = await read(ports, change, environment);
  const wordsOf = (some: readonly NotClosed[]) => some.map(({ words }) => words);
  if (plan.exposure !== "announced")
    return { exposed: [...inNetworks, ...wordsOf(notClosed)], announced: [] };
  const mayStay = await Promise.all(notClosed.map((one) => isAnnounced(ports.changes, one)));
  // What makes a network reachable is one of its resources, and those are read one by one as well.
  return {
    exposed: wordsOf(notClosed.filter((_, index) => mayStay[index] === false)),
    announced: wordsOf(notClosed.filter((_, index) => mayStay[index] === true)),
  };
}

async function isAnnounced(changes: Changes, { step, logicalId, isOpen }: NotClosed): Promise<boolean> {
  if (!isOpen || step.part === "ingress") return false;
  const { announcedBy } = await import("../domain/change/announced-exposure.ts");
  const announced = announcedBy({ ...step, template: await changes.bytes(step.templateDigest) });
  return announced.some((one) => one.logicalId === logicalId);
}

async function read(
  { stackReader, inspector, exposure }: Ports,
  change: Change,
  environment: Environment,
): Promise<{ readonly inNetworks: readonly string[]; readonly notClosed: readonly NotClosed[] }> {
  const steps = await Promise.all(
    stepsInOrder(change, environment, "everything").map(async (step) => ({
      step,
      resources: await stackReader.resources(step.stackName),
    })),
  );
  const all = steps.flatMap(({ step, resources }) => resources.map((resource) => ({ step, resource })));
  const reachable = all.filter(({ resource }) => mayBeReached(resource.type));
  const notClosed = await fewAtATime(reachable, async ({ step, resource }): Promise<readonly NotClosed[]> => {
    const { type, logicalId } = resource;
    return reachabilityOf(type, await inspector.inspect(resource)).flatMap(({ is, saw }) =>
      is === "closed"
        ? []
        : [{ step, logicalId, isOpen: is === "open", words: `${type} ${step.step}/${logicalId}: ${saw}` }],
    );
  });
  const networks = all.filter(({ resource }) => resource.type === "AWS::EC2::VPC");
  return {
    inNetworks: await exposure.exposedIn(networks.map(({ resource }) => resource.id)),
    notClosed: notClosed.flat(),
  };
}
