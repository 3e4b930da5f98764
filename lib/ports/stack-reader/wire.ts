import { wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { awsStackReader } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const stackReader = wire<typeof access>()({}, awsStackReader);
