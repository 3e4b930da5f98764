import type {
  InspectedType,
  InspectedTypeOf,
  ResourceFacts,
  ServiceName,
} from "../../resources/resources.ts";

/** Describes one resource by its physical id: its facts, or null when it is gone. */
export type Describe<T extends InspectedType> = (id: string) => Promise<ResourceFacts[T] | null>;

/** What a service's file of readers exports as `readers`: one reader for each of its described types. */
export type Readers<S extends ServiceName> = { readonly [T in InspectedTypeOf<S>]: Describe<T> };
