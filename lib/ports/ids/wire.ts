import { wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { randomIds } from "./random.ts";

/** The port of a function, from its environment variables. */
export const ids = wire<typeof access>()({}, () => randomIds);
