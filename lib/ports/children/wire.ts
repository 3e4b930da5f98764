import { text, wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { childrenOf } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const children = wire<typeof access>()(
  { APPLICATION: text, STATE_MACHINE_ARN: text },
  ({ APPLICATION, STATE_MACHINE_ARN }) =>
    childrenOf({ application: APPLICATION, stateMachineArn: STATE_MACHINE_ARN }),
);
