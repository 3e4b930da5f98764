import { onlyInStack, ownerOf } from "../../resources/tables.ts";
import { isCustomResource } from "../custom-resource.ts";
import type { FactOf } from "../records/facts.ts";
import { resourceIdentity } from "./resource-of-arn.ts";

/** One resource that was looked for, and how it was seen. */
export type Looked = NonNullable<FactOf<"look-for-residual">["detail"]["looked"]["items"]>[number];

/** How a resource is seen that must be gone and is not, or of which nothing proves that it is. */
const leftAs = ["present", "going", "unproven"] as const;

/** Whether a resource is left: it is there, on its way out, or not proved to be gone. */
export const isLeft = (looked: Looked): looked is Looked & { readonly is: (typeof leftAs)[number] } =>
  leftAs.some((one) => one === looked.is);

/** A resource that may be left, and what named it. */
export type ResidualCandidate = {
  readonly type: string;
  readonly id: string;
  readonly stack: string;
  readonly from: Looked["from"];
  readonly createdAtMs: number | null;
  /** The call that lists it, if no reader describes its type. */
  readonly listedBy?: string;
  /** Its properties, as the events of its stack tell them; absent if none does. */
  readonly properties?: Properties;
  /** What its events name as its owners, by name or by ARN. Absent where nothing names them. */
  readonly owners?: readonly string[];
};

type Properties = Readonly<Record<string, unknown>>;

/** What the properties of a resource name as its owners; none if it has none, or if they say something else. */
export const ownersIn = (type: string, properties: Properties): readonly string[] =>
  textsOfProperty(properties, ownerOf[type]?.property ?? "");

/** The texts of a property that has one, or a list of them. */
export const textsOfProperty = (properties: Properties, property: string): readonly string[] =>
  [properties[property]].flat().filter((value) => typeof value === "string");

/**
 * The types of the resources that decide whether one of this type is gone: the type itself if a call describes it.
 */
const decidingTypes = (type: string): readonly string[] =>
  isOwned(type)
    ? isCustomResource(type)
      ? functions
      : (ownerOf[type]?.types ?? []).flatMap(decidingTypes)
    : [type];

const isOwned = (type: string): boolean => isCustomResource(type) || Object.hasOwn(ownerOf, type);

/** A custom resource exists as far as a function of its stack says. It is gone with all of them. */
const functions = ["AWS::Lambda::Function"];

/** The resources that a call describes. For the others, their owners or their stack decide. */
export const describable = (candidates: readonly ResidualCandidate[]): readonly ResidualCandidate[] =>
  candidates.filter(({ type }) => !isOwned(type) && !onlyInStack.includes(type));

/** Each resource once. The first candidate wins, so what the stack's own events say takes precedence. */
export function distinct(candidates: readonly ResidualCandidate[]): readonly ResidualCandidate[] {
  const first = new Map<string, ResidualCandidate>();
  for (const candidate of candidates) {
    const key = resourceIdentity(candidate);
    if (!first.has(key)) first.set(key, candidate);
  }
  return [...first.values()];
}

/** A resource that was looked for by its own call, and how it was seen. */
export type SeenCandidate = { readonly candidate: ResidualCandidate; readonly looked: Looked };

/**
 * Whether a property's text names a resource: by its id, by its ARN, or by the end of an ARN that is its id. A name is whole: a text
 * about `orders-archive` does not name `orders`.
 */
export function namesOwner(name: string, id: string): boolean {
  const end = id.startsWith("arn:") ? id.split(":").slice(5).join(":") : id;
  return partsOf(name).includes(partsOf(end)) || partsOf(id).endsWith(partsOf(name));
}

/** A text with one mark around each of its parts. A name may hold the characters that IAM allows in one. */
const partsOf = (text: string): string => `:${text.replaceAll(/[^\w+=,.@-]/g, ":")}:`;

/**
 * The possible owners of a resource among those that were seen. If its events name its owners, it is those with such a name, in
 * whatever stack; otherwise every one of its stack is possible. Of an owner that has an owner itself, the name may not be told.
 * None if all that were seen are gone, and another one was not: it may have the resource still.
 */
function ownersOf(
  { type, stack, owners: names = [] }: ResidualCandidate,
  seen: readonly SeenCandidate[],
): readonly SeenCandidate[] {
  const types = decidingTypes(type);
  const possible = seen.filter(({ candidate }) => types.includes(candidate.type));
  const named = possible.filter(({ candidate }) => names.some((name) => namesOwner(name, candidate.id)));
  const isDirect = types.some((one) => ownerOf[type]?.types.includes(one) === true);
  if (named.length === 0 && (names.length === 0 || !isDirect))
    return possible.filter(({ candidate }) => candidate.stack === stack);
  const areAllSeen = names.every((name) => named.some(({ candidate }) => namesOwner(name, candidate.id)));
  return areAllSeen || named.some(({ looked }) => looked.is !== "gone") ? named : [];
}

/** The resources whose owner is none of those that were seen: somebody else's topic, bucket or role decides nothing about them. */
export const withoutOwner = (
  candidates: readonly ResidualCandidate[],
  seen: readonly SeenCandidate[],
): readonly ResidualCandidate[] =>
  candidates.filter(
    (candidate) => Object.hasOwn(ownerOf, candidate.type) && ownersOf(candidate, seen).length === 0,
  );

/** Whether a resource belongs to one that is none of these, be it to others too. */
export function isOfOthers(
  { type, properties = {} }: Pick<ResidualCandidate, "type" | "properties">,
  among: readonly { readonly type: string; readonly id: string }[],
): boolean {
  if (!Object.hasOwn(ownerOf, type)) return false;
  const names = ownersIn(type, properties);
  const possible = among.filter((one) => ownerOf[type]?.types.includes(one.type));
  return names.length === 0
    ? possible.length === 0
    : !names.every((name) => possible.some(({ id }) => namesOwner(name, id)));
}

/**
 * Judges the resources that no call describes: each is in the state of its owner, or of its possible owners in its stack if
 * nothing tells which is its own. If none was seen, nothing proves that the resource is gone.
 */
export function dependent(
  candidates: readonly ResidualCandidate[],
  seen: readonly SeenCandidate[],
): readonly Looked[] {
  return candidates
    .filter(({ type }) => isOwned(type))
    .map((candidate): Looked => {
      const { type, id, from, owners: names = [] } = candidate;
      const owners = ownersOf(candidate, seen);
      const remaining = owners.find(({ looked }) => looked.is !== "gone");
      if (remaining !== undefined)
        return { type, id, from, is: remaining.looked.is, how: `it belongs to ${remaining.candidate.id}` };
      if (owners.length > 0) {
        const ids = owners.map((owner) => owner.candidate.id);
        return { type, id, from, is: "gone", how: `with ${ids.join(", ")}` };
      }
      const types = decidingTypes(type).join(" or ");
      const belongs = names.length === 0 ? "" : `: it belongs to ${names.join(", ")}`;
      const how = `no ${types} of its stack tells whether it is gone${belongs}`;
      return { type, id, from, is: "unproven", how };
    });
}
