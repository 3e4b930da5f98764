import type { Inspected } from "../../resources/resources.ts";
import type { ResourceId } from "../stack-reader/port.ts";

/** Reads resources by describing them. */
export interface Inspector {
  /**
   * For each of the resources, in their order: the facts of its type, null when it is gone, undefined when its type has no reader.
   * Resources that are asked about together take fewer requests.
   */
  inspect(resources: readonly ResourceId[]): Promise<readonly (Inspected | null | undefined)[]>;
}
