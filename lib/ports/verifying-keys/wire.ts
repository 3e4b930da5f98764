import { text, wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { verifyingKeysOf } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const verifyingKeys = wire<typeof access>()(
  { DECISION_KEY_ARN: text, OPERATOR_KEY_ARN: text },
  ({ DECISION_KEY_ARN, OPERATOR_KEY_ARN }) =>
    verifyingKeysOf({ decisionKeyArn: DECISION_KEY_ARN, operatorKeyArn: OPERATOR_KEY_ARN }),
);
