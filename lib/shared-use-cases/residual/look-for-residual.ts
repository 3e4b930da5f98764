import type { Environment } from "../../domain/environment.ts";
import { fewAtATime } from "../../domain/few-at-a-time.ts";
import { groupedBy } from "../../domain/grouped.ts";
import {
  dependent,
  describable,
  distinct,
  isLeft,
  type Looked,
  ownersIn,
  type ResidualCandidate,
  withoutOwner,
} from "../../domain/rollback/candidates.ts";
import {
  type Goneness,
  isGone,
  isGoneByBoth,
  isGoneGenerally,
  isOnlyAnother,
} from "../../domain/rollback/gone.ts";
import { impliedLogGroups, isLogGroupOf, servesResource } from "../../domain/rollback/implied.ts";
import { resourceIdentity } from "../../domain/rollback/resource-of-arn.ts";
import { hasChanged } from "../../domain/run/effects.ts";
import { openedWith } from "../../domain/run/opened.ts";
import { removedFrom } from "../../domain/step/removed-step.ts";
import { standingOf } from "../../domain/step/stack-status.ts";
import { environmentOf } from "../../plan/schema.ts";
import type { Changes } from "../../ports/changes/port.ts";
import type { CloudControl } from "../../ports/cloud-control/port.ts";
import type { Exposure } from "../../ports/exposure/port.ts";
import type { Finder } from "../../ports/finder/port.ts";
import type { Inspector } from "../../ports/inspector/port.ts";
import type { PolicyAnalyzer } from "../../ports/policy-analyzer/port.ts";
import type { RunRecords } from "../../ports/records/port.ts";
import type { ResourceId, StackReader } from "../../ports/stack-reader/port.ts";
import { describeCall, ownerOf, readOfOwner, readTwice } from "../../resources/tables.ts";
import { announcedNames, exposedIn, mayStay } from "../exposed.ts";
import { generalPartsOf, propertiesInEvents, readBySecond, readNamed } from "../read-generally.ts";
import { seenStanding } from "../see-standing.ts";
import { lookAtStack } from "./look-at-stack.ts";
import { whatWent } from "./what-went.ts";

type Ports = {
  readonly changes: Changes;
  readonly stackReader: StackReader;
  readonly inspector: Inspector;
  readonly cloudControl: CloudControl;
  readonly finder: Finder;
  readonly exposure: Exposure;
  readonly policyAnalyzer: PolicyAnalyzer;
};

/** What exists of a rolled-back environment, read from the environment itself. */
export type ResidualLook = {
  /** Every resource that was looked for, and how it was seen. */
  readonly looked: readonly Looked[];
  /** Steps that the plan keeps, by name. */
  readonly kept: readonly string[];
};

/** Whether nothing is left that must go. */
export const isClean = ({ looked }: Pick<ResidualLook, "looked">): boolean => !looked.some(isLeft);

/** Whether everything that is left is being deleted, so that it is worth looking again. */
export const isGoing = ({ looked }: Pick<ResidualLook, "looked">): boolean =>
  !isClean({ looked }) && looked.every(({ is }) => is !== "present" && is !== "unproven");

/**
 * Looks for everything that this run may have left of an environment: what the events of its stacks named, what
 * carries their tags, and what carries the environment's name. It believes none of these before the resource's own
 * call describes it. It skips the resources of stacks that should exist. It reads the environment and not the
 * rollback's own entries, so it can be repeated at any time.
 */
export async function lookForResidual(
  ports: Ports,
  run: RunRecords,
  environment: Environment,
): Promise<ResidualLook> {
  const { stackReader, inspector, finder } = ports;
  const opened = openedWith(run.runId, run.entries);
  const { changeDigest, planDigest } = opened;
  const change = await ports.changes.change(changeDigest);
  const plan = await ports.changes.plan(planDigest);
  const went = await whatWent(stackReader, run, environment, change, plan);
  const { stacks, ownIds, standing, ofEvents, deleted } = went;
  const [ofStacks, tagged] = await Promise.all([
    Promise.all(stacks.map((stack) => lookAtStack(ports, stack))),
    finder.byTag([...ownIds]),
  ]);
  const networksOf = (resources: readonly { readonly type: string; readonly id: string }[]) =>
    resources.filter(({ type }) => type === "AWS::EC2::VPC").map(({ id }) => id);
  const standingOnes = networksOf(standing);
  const implied = impliedLogGroups(ofEvents);
  const found = await finder.byName(
    `${change.application}-${environment}`,
    [...new Set([...networksOf(ofEvents), ...standingOnes])],
    implied,
  );
  const legitimate = new Set(standing.map(resourceIdentity));
  const servesOneOf = (serves: string, those: readonly { readonly id: string }[]) =>
    those.some(({ id }) => servesResource(serves, id));
  // In a network that stands, an interface is left if it serves what was deleted. What serves a resource that stands, such
  // as the automated snapshot of a database that the plan keeps, or its logs, comes and goes with it.
  const named = found.filter(({ network = null, serves = "" }) =>
    network !== null && standingOnes.includes(network)
      ? servesOneOf(serves, deleted)
      : !servesOneOf(serves, standing),
  );
  const standingLogs = impliedLogGroups(standing);
  const isLogOfStanding = ({ type, id }: ResidualCandidate) =>
    type === "AWS::Logs::LogGroup" && isLogGroupOf(id, standingLogs);
  // What stands may have backups; what had to go may not leave any.
  const backups = await finder.backupsOf(deleted);
  // Resources of some types share an id: a name may have records of several types, and in several zones.
  const told = groupedBy(ofEvents, resourceIdentity);
  const candidates = distinct([
    ...ofEvents,
    ...tagged.map((one): ResidualCandidate => ({ ...one, stack: "", from: "tags" })),
    ...[...named, ...backups].map((one): ResidualCandidate => ({ ...one, stack: "", from: "names" })),
  ]).filter(
    (candidate) =>
      !legitimate.has(resourceIdentity(candidate)) &&
      !ownIds.has(candidate.id) &&
      !isLogOfStanding(candidate),
  );
  const beganAtMs = Date.parse(run.entries[0]?.at ?? "");
  const keptStacks = new Set(
    stacks
      .filter(({ obligation }) => obligation?.isKept === true)
      .map(({ observed }) => observed.stackId ?? ""),
  );
  // Where the plan keeps an environment's logs, what services wrote about it stays as well (21.03 section 6.4).
  const keptLogs = environmentOf(plan, environment).rollback.policy === "keep" ? implied : [];
  const seenBefore = await seenStanding(ports, run.entries, environment);
  const seen = await fewAtATime(describable(candidates), async (candidate) => {
    const { type, id, stack } = candidate;
    const resource = { type, id, logicalId: id, stack };
    const found = (await inspector.inspect([resource])).get(resource);
    const sharing = told.get(resourceIdentity(candidate)) ?? [];
    const described = found && isOnlyAnother(found, sharing) ? null : found;
    const is =
      described !== undefined
        ? await withSecondReader(ports, candidate, described)
        : candidate.listedBy !== undefined
          ? { is: "present" as const, how: `${candidate.listedBy}: listed` }
          : await readGenerally(ports, candidate, seenBefore);
    return { candidate, looked: asLooked(candidate, is, { beganAtMs, keptStacks, keptLogs }) };
  });
  const inEvents = propertiesInEvents(ports);
  const ofOthers = await fewAtATime(withoutOwner(candidates, seen), async (candidate) => {
    // An update's own events need not tell the properties of what it takes away; an earlier run's events do.
    const properties = candidate.properties ?? (await inEvents({ ...candidate, logicalId: candidate.id }));
    const known = { ...candidate, ...(properties === undefined ? {} : { properties }) };
    const is =
      (await readAlone(ports, known, seenBefore)) ?? (await readFromOwner(ports, known, standing, inEvents));
    return { candidate, is };
  });
  const readAlready = ofOthers.flatMap(({ candidate, is }) => (is === null ? [] : [{ candidate, is }]));
  // A rollback closes ingress, so an environment with ingress must no longer be reachable (21.03 section 6.4).
  const all = [...change.environments[environment], ...removedFrom(opened, environment)];
  const hasIngress = hasChanged(run.entries, environment) && all.some(({ part }) => part === "ingress");
  const names = hasIngress ? await announcedNames(ports.changes, plan, change, environment) : null;
  const exposed = hasIngress
    ? (await exposedIn(ports, environment, all, opened.waivers)).filter((way) => !mayStay(way, names))
    : [];
  return {
    looked: [
      ...ofStacks.flat(),
      ...exposed.map(
        ({ what, lingers }): Looked => ({
          type: "public",
          id: what,
          from: "names",
          is: lingers ? "going" : "present",
          how: "it can be reached",
        }),
      ),
      ...seen.map(({ looked }) => looked),
      ...readAlready.map(({ candidate: { type, id, from }, is }): Looked => ({ type, id, from, ...is })),
      ...dependent(
        candidates.filter((one) => !readAlready.some(({ candidate }) => candidate === one)),
        seen,
      ),
    ],
    kept: stacks.flatMap(({ step, obligation, observed }) =>
      obligation?.undo.to === "kept" && standingOf(observed.status) !== "absent"
        ? [`${environment}/${step}`]
        : [],
    ),
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
): Promise<ReturnType<typeof isGone>> {
  const own = isGone(candidate.type, described);
  if (described !== null || !readTwice.includes(candidate.type)) return own;
  const { identifier, reading } = await readBySecond(ports, candidate);
  return isGoneByBoth(own, { identifier, is: reading.is });
}

/** Whether a resource whose owner is somebody else's is gone, as Cloud Control tells; null if it cannot read it. */
async function readAlone(
  ports: Ports,
  candidate: ResidualCandidate,
  standing: ReadonlySet<string>,
): Promise<ReturnType<typeof isGone> | null> {
  const { identifier, reading } = await readBySecond(ports, candidate);
  if (reading.is === "unread") return null;
  const wasSeenStanding = standing.has(`${candidate.type} ${identifier}`);
  return isGoneGenerally({ identifier, is: reading.is, because: "", wasSeenStanding });
}

/**
 * Whether what stands shows that a resource of it is gone: each of its owners, read by its own call; null if they do not tell. What an
 * owner has under the same name may be that of another resource, which stands.
 */
async function readFromOwner(
  { inspector }: Ports,
  { type, properties = {} }: ResidualCandidate,
  standing: readonly ResourceId[],
  inEvents: (resource: ResourceId) => Promise<ResourceId["properties"]>,
): Promise<ReturnType<typeof isGone> | null> {
  const owners = ownersIn(type, properties);
  const [ownerType = ""] = ownerOf[type]?.types ?? [];
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
  standing: ReadonlySet<string>,
): Promise<ReturnType<typeof isGone>> {
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
    wasSeenStanding: standing.has(`${type} ${identifier}`),
  });
}

/** When the run began, the stacks that the plan keeps, and the implied names of the log groups that it keeps. */
type Keeping = {
  readonly beganAtMs: number;
  readonly keptStacks: ReadonlySet<string>;
  readonly keptLogs: readonly string[];
};

/** What existed before the run is someone else's. What a stack that the plan keeps has released is kept as well. */
function asLooked(
  candidate: ResidualCandidate,
  { is, how }: { readonly is: Goneness; readonly how: string },
  { beganAtMs, keptStacks, keptLogs }: Keeping,
): Looked {
  const { type, id, from, stack, createdAtMs } = candidate;
  const isForeign = from !== "events" && createdAtMs !== null && createdAtMs < beganAtMs;
  if (is !== "gone" && isForeign)
    return { type, id, from, is: "foreign", how: `it was there before the run; ${how}` };
  if (is === "present" && keptStacks.has(stack))
    return { type, id, from, is: "kept", how: `the plan keeps what its stack held; ${how}` };
  if (is === "present" && type === "AWS::Logs::LogGroup" && isLogGroupOf(id, keptLogs))
    return { type, id, from, is: "kept", how: `the plan keeps the logs; ${how}` };
  return { type, id, from, is, how };
}
