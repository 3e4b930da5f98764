import { systemClock } from "../clock/system.ts";
import { reaching } from "../shared/environments/wire.ts";
import { wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { teamChecksIn } from "./aws.ts";
import type { Get } from "./port.ts";
import { isPublicAddress } from "./public-addresses.ts";

/** Few plans ask an address, and what speaks HTTP takes longer to load than the rest of a function: it is loaded when one is asked. */
const get: Get = async (url, withinMs) => {
  const { getting } = await import("./http.ts");
  return getting(isPublicAddress)(url, withinMs);
};

/** The port of a function, from its environment variables. */
export const teamChecks = wire<typeof access>()(reaching, ({ ENVIRONMENTS }) =>
  teamChecksIn(ENVIRONMENTS, systemClock, get),
);
