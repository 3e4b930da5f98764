import type { Inspected } from "../../resources/resources.ts";
import type { ResourceId } from "../stack-reader/port.ts";

/** Reads resources by describing them. */
export interface Inspector {
  /** The facts of its type, null when it is gone, undefined when its type has no reader. */
  inspect(resource: ResourceId): Promise<Inspected | null | undefined>;
}
