import { distinct, type ResidualCandidate } from "../../domain/rollback/candidates.ts";
import { impliedLogGroups, isLogGroupOf, servesResource } from "../../domain/rollback/implied.ts";
import { resourceIdentity } from "../../domain/rollback/resource-of-arn.ts";
import type { Finder } from "../../ports/finder/port.ts";
import type { WhatWent } from "./what-went.ts";

type Named = { readonly type: string; readonly id: string };

/**
 * What may be left of an environment, each resource once: what the events of its stacks named, what carries the tags of this run's
 * stacks, and what carries the environment's name. It leaves out the stacks themselves, and what should exist with what serves it.
 * @param namePrefix how the names of the environment's resources begin.
 */
export async function findCandidates(
  finder: Finder,
  namePrefix: string,
  { ownIds, standing, ofEvents, deleted }: WhatWent,
): Promise<readonly ResidualCandidate[]> {
  const standingNetworks = networksIn(standing);
  const networks = [...new Set([...networksIn(ofEvents), ...standingNetworks])];
  const [tagged, named, backups] = await Promise.all([
    finder.byTag([...ownIds]),
    finder.byName(namePrefix, networks, impliedLogGroups(ofEvents)),
    // What stands may have backups; what had to go may not leave any.
    finder.backupsOf(deleted),
  ]);
  // In a network that stands, an interface is left if it serves what was deleted. What serves a resource that stands, such
  // as the automated snapshot of a database that the plan keeps, or its logs, comes and goes with it.
  const ownNamed = named.filter(({ network = null, serves = "" }) =>
    network !== null && standingNetworks.includes(network)
      ? servesOneOf(deleted, serves)
      : !servesOneOf(standing, serves),
  );
  const legitimate = new Set(standing.map(resourceIdentity));
  const standingLogs = impliedLogGroups(standing);
  return distinct([
    ...ofEvents,
    ...tagged.map((one): ResidualCandidate => ({ ...one, stack: "", from: "tags" })),
    ...[...ownNamed, ...backups].map((one): ResidualCandidate => ({ ...one, stack: "", from: "names" })),
  ]).filter(
    (candidate) =>
      !legitimate.has(resourceIdentity(candidate)) &&
      !ownIds.has(candidate.id) &&
      !(candidate.type === "AWS::Logs::LogGroup" && isLogGroupOf(candidate.id, standingLogs)),
  );
}

const networksIn = (resources: readonly Named[]): readonly string[] =>
  resources.filter(({ type }) => type === "AWS::EC2::VPC").map(({ id }) => id);

const servesOneOf = (resources: readonly Named[], serves: string): boolean =>
  resources.some(({ id }) => servesResource(serves, id));
