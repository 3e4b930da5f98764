import { namesOwner, textsOfProperty } from "../domain/rollback/candidates.ts";
import type { ResourceId } from "../ports/stack-reader/port.ts";
import { opensWhat } from "../resources/tables.ts";
import { type GeneralPorts, propertiesInEvents } from "./read-generally.ts";

/**
 * Tells of a resource that can open another one, such as a bucket policy, whether that other one is among these resources, so that
 * what is read of it tells whether it is open. What belongs to somebody else is read by nobody. Where no event tells which one it
 * opens, any of its type here may be that one.
 */
export function opensOneOf(
  ports: Pick<GeneralPorts, "stackReader">,
  resources: readonly ResourceId[],
): (resource: ResourceId) => Promise<boolean> {
  const inEvents = propertiesInEvents(ports);
  return async (resource) => {
    const { types, property } = opensWhat[resource.type] ?? { types: [], property: "" };
    const possible = resources.filter(({ type }) => types.includes(type));
    if (possible.length === 0) return false;
    const names = textsOfProperty((await inEvents(resource)) ?? {}, property);
    return names.length === 0 || names.every((name) => possible.some(({ id }) => namesOwner(name, id)));
  };
}

/** Why it is unread whether somebody on the internet reaches what a resource opens. */
export const opensAnother = (type: string): string =>
  `it opens ${(opensWhat[type]?.types ?? []).join(" or ")} of others, which nothing reads`;
