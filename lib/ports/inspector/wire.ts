import { wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { awsInspector } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const inspector = wire<typeof access>()({}, awsInspector);
