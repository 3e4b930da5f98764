import type { Inspected } from "../../resources/resources.ts";
import type { ResourceId } from "../stack-reader/port.ts";

/** Reads resources by describing them. */
export interface Inspector {
  /**
   * By resource, the very object that was passed: the facts of its type, or null when it is gone. A resource whose type has no reader is
   * not in the map. Resources that are asked about together take fewer requests.
   */
  inspect(resources: readonly ResourceId[]): Promise<ReadonlyMap<ResourceId, Inspected | null>>;
}
