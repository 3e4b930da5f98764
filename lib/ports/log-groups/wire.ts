import { reaching } from "../shared/environments/wire.ts";
import { wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { logGroupsIn } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const logGroups = wire<typeof access>()(reaching, ({ ENVIRONMENTS }) => logGroupsIn(ENVIRONMENTS));
