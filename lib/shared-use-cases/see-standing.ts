import type { Environment } from "../domain/environment.ts";
import { fewAtATime } from "../domain/few-at-a-time.ts";
import type { Fact, FactOf } from "../domain/records/facts.ts";
import { isFact } from "../domain/records/facts.ts";
import { isOfOthers } from "../domain/rollback/candidates.ts";
import type { Changes } from "../ports/changes/port.ts";
import { keepList } from "./keep-list.ts";
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

/**
 * Reads the resources of a step's stack that only Cloud Control reads, or that belong to a resource outside it, and answers what to
 * record: those that stand and were not seen yet. Whoever makes or removes resources calls it while they stand, because a resource that Cloud Control does not find afterwards is
 * proved to be gone only if it was read before. What cannot be read now is no hindrance: it stays unproven.
 */
export async function seeStanding(
  ports: Ports,
  { environment, step, stackName }: { environment: Environment; step: string; stackName: string },
  facts: readonly Fact[],
): Promise<readonly FactOf<"see-standing">[]> {
  const before = await seenStanding(ports, facts, environment);
  const named = await ports.stackReader.resourcesEver(stackName);
  const read = await fewAtATime(named, async (resource): Promise<Seen | null> => {
    const { type } = resource;
    const ofOthers = isOfOthers(resource, named);
    if (!ofOthers && (await generalPartsOf(type)) === null) return null;
    const { identifier, reading } = ofOthers
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
