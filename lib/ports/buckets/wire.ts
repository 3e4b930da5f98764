import { wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { awsBuckets } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const buckets = wire<typeof access>()({}, awsBuckets);
