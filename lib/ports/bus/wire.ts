import { text, wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { busOf } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const bus = wire<typeof access>()({ APPLICATION: text }, ({ APPLICATION }) =>
  busOf({ application: APPLICATION }),
);
