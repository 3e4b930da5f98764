import { wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { awsExposure } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const exposure = wire<typeof access>()({}, awsExposure);
