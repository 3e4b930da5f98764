import { text, wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { alarmsOf } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const alarms = wire<typeof access>()({ APPLICATION: text }, ({ APPLICATION }) =>
  alarmsOf({ application: APPLICATION }),
);
