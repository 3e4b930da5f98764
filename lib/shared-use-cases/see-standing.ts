import type { Environment } from "../domain/environment.ts";
import { fewAtATime } from "../domain/few-at-a-time.ts";
import type { Fact, FactOf } from "../domain/records/facts.ts";
import { isFact } from "../domain/records/facts.ts";
import type { ResourceChange } from "../domain/records/resource-change.ts";
import { isOfOthers } from "../domain/rollback/candidates.ts";
import { provisionIntents } from "../domain/step/attempts.ts";
import type { Changes } from "../ports/changes/port.ts";
import { ownerOf } from "../resources/tables.ts";
import { type KeptList, keepList } from "./keep-list.ts";
import {
  type GeneralPorts,
  generalPartsOf,
  readBySecond,
  readNamed,
  unlessThrottled,
} from "./read-generally.ts";

type Ports = GeneralPorts & { readonly changes: Changes };
type Seen = { readonly type: string; readonly identifier: string };

const keyOf = ({ type, identifier }: Seen): string => `${type} ${identifier}`;

/** The resources that this run saw standing in an environment, as "type identifier". */
export async function seenStanding(
  { changes }: { readonly changes: Changes },
  facts: readonly Fact[],
  environment: Environment,
): Promise<ReadonlySet<string>> {
  const lists = await Promise.all(
    facts
      .filter(isFact("see-standing", "observation"))
      .filter(({ detail }) => detail.environment === environment)
      .map(
        async ({ detail: { seen } }) =>
          seen.items ?? (JSON.parse(await changes.bytes(seen.digest)) as Seen[]),
      ),
  );
  return new Set(lists.flat().map(keyOf));
}

/** A step whose resources are looked at. */
export type SeenStep = {
  readonly environment: Environment;
  readonly step: string;
  readonly stackName: string;
  /** What the change set does that is about to be executed; absent if none is. */
  readonly changes?: KeptList<ResourceChange> | undefined;
};

/**
 * The logical ids of resources that this run's change sets of a step make, replace or remove, of types that have an owner: where the
 * owner stands, it does not tell whether they are gone.
 */
export async function ownedAndGoing(
  { changes: kept }: { readonly changes: Changes },
  { environment, step, changes }: Omit<SeenStep, "stackName">,
  facts: readonly Fact[],
): Promise<ReadonlySet<string>> {
  const lists = provisionIntents(facts, environment).flatMap((intent) =>
    intent.step === step ? (intent.changes ?? []) : [],
  );
  const all = await Promise.all(
    [...lists, ...(changes === undefined ? [] : [changes])].map(
      async ({ items, digest }) => items ?? (JSON.parse(await kept.bytes(digest)) as ResourceChange[]),
    ),
  );
  return new Set(
    all
      .flat()
      .filter(({ type, action, replacement }) =>
        Object.hasOwn(ownerOf, type) ? action !== "Modify" || replacement !== "False" : false,
      )
      .map(({ logicalId }) => logicalId),
  );
}

/**
 * Reads the resources of a step's stack that only Cloud Control reads, or of which no owner will tell whether they are gone, and
 * answers what to record: those that stand and were not seen yet. Whoever makes or removes resources calls it while they stand,
 * because a resource that Cloud Control does not find afterwards is proved to be gone only if it was read before. What cannot be read
 * now is no hindrance: it stays unproven.
 */
export async function seeStanding(
  ports: Ports,
  seenStep: SeenStep,
  facts: readonly Fact[],
): Promise<readonly FactOf<"see-standing">[]> {
  const { environment, step, stackName } = seenStep;
  const before = await seenStanding(ports, facts, environment);
  const [named, going] = await Promise.all([
    ports.stackReader.resourcesEver(stackName),
    ownedAndGoing(ports, seenStep, facts),
  ]);
  const read = await fewAtATime(named, async (resource): Promise<Seen | null> => {
    const { type, logicalId } = resource;
    const ownerTellsNothing = going.has(logicalId) || isOfOthers(resource, named);
    if (!ownerTellsNothing && (await generalPartsOf(type)) === null) return null;
    const { identifier, reading } = ownerTellsNothing
      ? await readBySecond(ports, resource)
      : await unlessThrottled(() => readNamed(ports, resource));
    return identifier !== null && reading.is === "standing" ? { type, identifier } : null;
  });
  const seen = [
    ...new Map(
      read.flatMap((one) => (one === null || before.has(keyOf(one)) ? [] : [[keyOf(one), one] as const])),
    ).values(),
  ];
  if (seen.length === 0) return [];
  return [
    {
      action: "see-standing",
      kind: "observation",
      subject: `${environment}/${step}`,
      detail: { environment, step, seen: await keepList(ports, seen) },
    },
  ];
}
