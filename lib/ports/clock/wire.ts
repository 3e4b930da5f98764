import { wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { systemClock } from "./system.ts";

/** The port of a function, from its environment variables. */
export const clock = wire<typeof access>()({}, () => systemClock);
