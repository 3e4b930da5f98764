import type { PropertiesRead } from "../domain/check/exposure.ts";
import { identifierOf } from "../domain/rollback/identifier.ts";
import type { CloudControl, GeneralReading } from "../ports/cloud-control/port.ts";
import type { ResourceId, StackReader } from "../ports/stack-reader/port.ts";
import type { IdentifierPart } from "../resources/identifier.ts";
import { hasRow } from "../resources/tables.ts";

/** The ports through which a resource without a reader of our own is read. */
export type GeneralPorts = {
  readonly cloudControl: CloudControl;
  readonly stackReader: Pick<StackReader, "resourcesEver">;
};

/** How Cloud Control read a resource, and by which identifier; null if what its stack says does not tell one. */
export type ReadByIdentifier = { readonly identifier: string | null; readonly reading: GeneralReading };

/**
 * The parts of the identifier by which Cloud Control reads a type; null if a row tells how the type is read, or if the type has no
 * read handler. The registry is loaded with the first type without a row, because most environments have none.
 */
export async function generalPartsOf(type: string): Promise<readonly IdentifierPart[] | null> {
  if (hasRow.includes(type)) return null;
  const { identifierPartsOf } = await import("../resources/identifier.ts");
  return identifierPartsOf(type);
}

/** Reads a resource through Cloud Control, as the events of its stack name it. Throws Throttled if its service asks for patience. */
export async function readNamed(
  { cloudControl }: Pick<GeneralPorts, "cloudControl">,
  { type, id, stack, properties }: Omit<ResourceId, "logicalId">,
): Promise<ReadByIdentifier> {
  const unread = (because: string): ReadByIdentifier => ({
    identifier: null,
    reading: { is: "unread", because },
  });
  const parts = await generalPartsOf(type);
  if (parts === null) return unread(`no handler reads ${type}`);
  const identifier = identifierOf(parts, id, properties ?? null);
  if (identifier === null) return unread(`the events of its stack do not tell the identifier of ${id}`);
  return { identifier, reading: await cloudControl.read({ type, identifier, stack }) };
}

/** What the events of a resource's stack tell of its properties; undefined if they tell nothing. It reads the events of a stack once. */
export function propertiesInEvents({
  stackReader,
}: Pick<GeneralPorts, "stackReader">): (resource: ResourceId) => Promise<ResourceId["properties"]> {
  const known = new Map<string, Promise<readonly ResourceId[]>>();
  return async ({ type, id, stack }) => {
    const events = known.get(stack) ?? stackReader.resourcesEver(stack);
    known.set(stack, events);
    return (await events).find((one) => one.type === type && one.id === id)?.properties;
  };
}

/** A reader of resources that stand in stacks. It reads events for the resources whose identifier needs them. */
export function generalReader(ports: GeneralPorts): (resource: ResourceId) => Promise<ReadByIdentifier> {
  const inEvents = propertiesInEvents(ports);
  return async (resource) => {
    const parts = await generalPartsOf(resource.type);
    const isPlain = parts === null || identifierOf(parts, resource.id, null) !== null;
    const told = isPlain ? undefined : await inEvents(resource);
    return readNamed(ports, told === undefined ? resource : { ...resource, properties: told });
  };
}

/**
 * A reader of the properties of resources that stand in stacks, for what they say of exposure. Not found is unread there: a stack
 * names what stands, so the identifier may be wrong.
 */
export function propertiesReader(ports: GeneralPorts): (resource: ResourceId) => Promise<PropertiesRead> {
  const read = generalReader(ports);
  return async (resource) => {
    const { reading } = await read(resource);
    if (reading.is === "standing") return { properties: reading.properties };
    const because =
      reading.is === "unread"
        ? reading.because
        : `Cloud Control does not find ${resource.type} ${resource.id}`;
    return { properties: null, because };
  };
}
