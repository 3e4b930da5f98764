import type { Exposure } from "../ports/exposure/port.ts";
import type { StackReader } from "../ports/stack-reader/port.ts";

/** What can be reached from the internet in the networks of these stacks, in words; empty if nothing can. */
export async function exposedIn(
  { stackReader, exposure }: { readonly stackReader: StackReader; readonly exposure: Exposure },
  stacks: readonly { readonly stackName: string }[],
): Promise<readonly string[]> {
  const resources = await Promise.all(stacks.map(({ stackName }) => stackReader.resources(stackName)));
  const networks = resources.flat().filter(({ type }) => type === "AWS::EC2::VPC");
  return exposure.exposedIn(networks.map(({ id }) => id));
}
