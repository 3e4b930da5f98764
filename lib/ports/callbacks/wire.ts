import { wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { taskCallbacks } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const callbacks = wire<typeof access>()({}, () => taskCallbacks);
