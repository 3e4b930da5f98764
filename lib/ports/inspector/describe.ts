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
