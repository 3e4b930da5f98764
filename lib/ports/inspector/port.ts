import type { Inspected } from "../../domain/check/resource-facts.ts";
import type { ResourceId } from "../stack-reader/port.ts";

/** Reads resources by describing them. */
export interface Inspector {
  /** The facts of its type, null when it is gone, undefined when no inspector knows the type. */
  inspect(resource: ResourceId): Promise<Inspected | null | undefined>;
}
