import { wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { stackDrift } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const driftDetector = wire<typeof access>()({}, () => stackDrift);
