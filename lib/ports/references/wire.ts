import { wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { awsReferences } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const references = wire<typeof access>()({}, awsReferences);
