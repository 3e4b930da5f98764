import { signingKeyAt } from "../shared/signing-key.ts";
import { text, wire } from "../shared/wire.ts";
import type { access } from "./access.ts";

/** The port of a function, from its environment variables. */
export const operatorKey = wire<typeof access>()({ OPERATOR_KEY_ARN: text }, ({ OPERATOR_KEY_ARN }) =>
  signingKeyAt({ keyArn: OPERATOR_KEY_ARN }),
);
