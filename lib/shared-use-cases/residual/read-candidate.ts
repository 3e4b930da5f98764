import {
  namesOwner,
  ownersIn,
  type ResidualCandidate,
  type SeenCandidate,
} from "../../domain/rollback/candidates.ts";
import {
  type Goneness,
  isGone,
  isGoneByBoth,
  isGoneGenerally,
  isOnlyAnother,
} from "../../domain/rollback/gone.ts";
import type { CloudControl } from "../../ports/cloud-control/port.ts";
import type { Inspector } from "../../ports/inspector/port.ts";
import type { ResourceId, StackReader } from "../../ports/stack-reader/port.ts";
import { describeCall, ownerOf, readOfOwner, readTwice } from "../../resources/tables.ts";
import { generalPartsOf, propertiesInEvents, readBySecond, readNamed } from "../read-generally.ts";

type Ports = {
  readonly stackReader: StackReader;
  readonly inspector: Inspector;
  readonly cloudControl: CloudControl;
};

/** Whether a resource is gone, and how that was seen. */
type Seen = { readonly is: Goneness; readonly how: string };

/** What was seen while it stood, as "type identifier" (see-standing.ts). */
type SeenBefore = ReadonlySet<string>;

/**
 * Whether a resource is gone, as its own call describes it, or Cloud Control if no row tells a call.
 * @param sharing the resources of the events that have the same id.
 */
export async function readCandidate(
  ports: Ports,
  candidate: ResidualCandidate,
  sharing: readonly ResidualCandidate[],
  seenBefore: SeenBefore,
): Promise<Seen> {
  const { type, id, stack, listedBy } = candidate;
  const resource = { type, id, logicalId: id, stack };
  const found = (await ports.inspector.inspect([resource])).get(resource);
  if (found !== undefined)
    return withSecondReader(ports, candidate, found && isOnlyAnother(found, sharing) ? null : found);
  if (listedBy !== undefined) return { is: "present", how: `${listedBy}: listed` };
  return readGenerally(ports, candidate, seenBefore);
}

/**
 * A reader of resources whose owner does not tell, because it stands or is somebody else's: by Cloud Control, or by what the owner has.
 * It answers null if neither tells.
 * @param standing the resources that should exist.
 * @param seen the resources that were looked for by their own calls.
 */
export function ownedReader(
  ports: Ports,
  standing: readonly ResourceId[],
  seen: readonly SeenCandidate[],
  seenBefore: SeenBefore,
): (candidate: ResidualCandidate) => Promise<Seen | null> {
  const inEvents = propertiesInEvents(ports);
  return async (candidate) => {
    // An update's own events need not tell the properties of what it takes away; an earlier run's events do.
    const properties = candidate.properties ?? (await inEvents({ ...candidate, logicalId: candidate.id }));
    const known = { ...candidate, ...(properties === undefined ? {} : { properties }) };
    return (
      (await readAlone(ports, known, seenBefore)) ?? readFromOwner(ports, known, standing, seen, inEvents)
    );
  };
}

/**
 * Whether a described resource is gone. What holds data or can be reached, and is not found, is asked of Cloud Control too: two
 * readers must agree. If that one cannot read it now, its own service's word stands.
 */
async function withSecondReader(
  ports: Ports,
  candidate: ResidualCandidate,
  described: Parameters<typeof isGone>[1],
): Promise<Seen> {
  const own = isGone(candidate.type, described);
  if (described !== null || !readTwice.includes(candidate.type)) return own;
  const { identifier, reading } = await readBySecond(ports, candidate);
  return isGoneByBoth(own, { identifier, is: reading.is });
}

/** Whether a resource whose owner is somebody else's is gone, as Cloud Control tells; null if it cannot read it. */
async function readAlone(
  ports: Ports,
  candidate: ResidualCandidate,
  seenBefore: SeenBefore,
): Promise<Seen | null> {
  const { identifier, reading } = await readBySecond(ports, candidate);
  if (reading.is === "unread") return null;
  const wasSeenStanding = seenBefore.has(`${candidate.type} ${identifier}`);
  return isGoneGenerally({ identifier, is: reading.is, because: "", wasSeenStanding });
}

/**
 * Whether what stands shows that a resource of it is gone: each of its owners that is not gone, read by its own call; null if they
 * do not tell. What an owner has under the same name may be that of another resource, which stands.
 */
async function readFromOwner(
  { inspector }: Ports,
  { type, properties = {} }: ResidualCandidate,
  standing: readonly ResourceId[],
  seen: readonly SeenCandidate[],
  inEvents: (resource: ResourceId) => Promise<ResourceId["properties"]>,
): Promise<Seen | null> {
  const [ownerType = ""] = ownerOf[type]?.types ?? [];
  // Those that were seen are gone, because otherwise it belongs to them.
  const seenOwners = seen.filter(({ candidate }) => candidate.type === ownerType);
  const owners = ownersIn(type, properties).filter(
    (name) => !seenOwners.some(({ candidate }) => namesOwner(name, candidate.id)),
  );
  const row = readOfOwner[type];
  if (row === undefined || owners.length === 0) return null;
  const asked = owners.map((id): ResourceId => ({ type: ownerType, id, logicalId: id, stack: "" }));
  const read = await inspector.inspect(asked);
  const shown = asked.map((owner) => {
    const seen = read.get(owner);
    return seen ? row.isGone(seen.facts, properties) : null;
  });
  const how = `${describeCall[ownerType]}: ${owners.join(", ")}`;
  if (!shown.includes(false))
    return shown.includes(null) ? null : { is: "gone", how: `${how} has it no more` };
  const { under } = row;
  const same = standing.filter((one) => one.type === type);
  const others = await Promise.all(same.map(async (one) => ({ ...one, properties: await inEvents(one) })));
  const other = others.find(
    (one) =>
      under !== null &&
      one.properties?.[under] === properties[under] &&
      ownersIn(type, one.properties ?? {}).some((owner) => owners.includes(owner)),
  );
  return other === undefined
    ? { is: "present", how: `${how} has it` }
    : { is: "gone", how: `${how} has that of ${other.id}, which stands` };
}

/** Whether a resource without a reader of our own is gone: as Cloud Control tells, if it reads the type at all. */
async function readGenerally(
  ports: Ports,
  { type, id, stack, properties }: ResidualCandidate,
  seenBefore: SeenBefore,
): Promise<Seen> {
  if ((await generalPartsOf(type)) === null) return isGone(type, undefined);
  const { identifier, reading } = await readNamed(ports, {
    type,
    id,
    stack,
    ...(properties === undefined ? {} : { properties }),
  });
  return isGoneGenerally({
    identifier,
    is: reading.is,
    because: reading.is === "unread" ? reading.because : "",
    wasSeenStanding: seenBefore.has(`${type} ${identifier}`),
  });
}
