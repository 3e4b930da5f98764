import { systemClock } from "../clock/system.ts";
import { reaching } from "../shared/environments/wire.ts";
import { wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { teamChecksIn } from "./aws.ts";
import { getting } from "./http.ts";
import { isPublicAddress } from "./public-addresses.ts";

/** The port of a function, from its environment variables. */
export const teamChecks = wire<typeof access>()(reaching, ({ ENVIRONMENTS }) =>
  teamChecksIn(ENVIRONMENTS, systemClock, getting(isPublicAddress)),
);
