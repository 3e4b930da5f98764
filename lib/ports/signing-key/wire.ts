import { signingKeyAt } from "../shared/signing-key.ts";
import { text, wire } from "../shared/wire.ts";
import type { access } from "./access.ts";

/** The port of a function, from its environment variables. */
export const signingKey = wire<typeof access>()({ SIGNING_KEY_ARN: text }, ({ SIGNING_KEY_ARN }) =>
  signingKeyAt({ keyArn: SIGNING_KEY_ARN }),
);
