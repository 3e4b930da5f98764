import { wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { awsHistories } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const histories = wire<typeof access>()({}, awsHistories);
