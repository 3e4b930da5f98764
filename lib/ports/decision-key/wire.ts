import { signingKeyAt } from "../shared/signing-key.ts";
import { text, wire } from "../shared/wire.ts";
import type { access } from "./access.ts";

/** The port of a function, from its environment variables. */
export const decisionKey = wire<typeof access>()({ DECISION_KEY_ARN: text }, ({ DECISION_KEY_ARN }) =>
  signingKeyAt({ keyArn: DECISION_KEY_ARN }),
);
