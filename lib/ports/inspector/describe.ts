import type {
  InspectedType,
  InspectedTypeOf,
  ResourceFacts,
  ServiceName,
} from "../../resources/resources.ts";

import type { Clients } from "../shared/environments/environments.ts";

/** Describes one resource by its physical id, in its environment: its facts, or null when it is gone. */
export type Describe<T extends InspectedType> = (
  id: string,
  clients: Clients,
) => Promise<ResourceFacts[T] | null>;

/** What a service's file of readers exports as `readers`: one reader for each of its described types. */
export type Readers<S extends ServiceName> = { readonly [T in InspectedTypeOf<S>]: Describe<T> };

/**
 * Describes several resources with one request. It finds some or all of them, and says of none that it is gone: whatever is
 * missing from its answer is described by itself.
 */
export type DescribeTogether<T extends InspectedType> = {
  /** How many ids a request takes. */
  readonly most: number;
  readonly describe: (
    ids: readonly string[],
    clients: Clients,
  ) => Promise<ReadonlyMap<string, ResourceFacts[T]>>;
};

/** What a service's file may export as `together`: for the types of which its API describes several at a time. */
export type Together<S extends ServiceName> = { readonly [T in InspectedTypeOf<S>]?: DescribeTogether<T> };

/** The facts of what an answer for several holds, by physical id. What has no id in it is left out. */
export async function factsById<F, R>(
  found: readonly F[] | undefined,
  idOf: (one: F) => string | undefined,
  factsOf: (one: F) => R | Promise<R>,
): Promise<ReadonlyMap<string, R>> {
  const entries = (found ?? []).map(async (one) => [idOf(one) ?? "", await factsOf(one)] as const);
  return new Map(await Promise.all(entries));
}
