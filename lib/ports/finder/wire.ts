import { wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { awsFinder } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const finder = wire<typeof access>()({}, awsFinder);
