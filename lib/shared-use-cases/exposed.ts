import { type Change, stepsInOrder } from "../domain/change/manifest.ts";
import type { Environment } from "../domain/environment.ts";
import type { Exposure } from "../ports/exposure/port.ts";
import type { StackReader } from "../ports/stack-reader/port.ts";

/** What of an environment's own networks can be reached from the internet, in words; empty when nothing can. */
export async function exposedIn(
  { stackReader, exposure }: { readonly stackReader: StackReader; readonly exposure: Exposure },
  change: Change,
  environment: Environment,
): Promise<readonly string[]> {
  const resources = await Promise.all(
    stepsInOrder(change, environment, "everything").map(({ stackName }) => stackReader.resources(stackName)),
  );
  const networks = resources.flat().filter(({ type }) => type === "AWS::EC2::VPC");
  return exposure.exposedIn(networks.map(({ id }) => id));
}
