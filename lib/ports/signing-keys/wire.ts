import { signingKeyAt } from "../shared/signing-key.ts";
import { list, wire } from "../shared/wire.ts";
import type { access } from "./access.ts";

/** The port of a function, from its environment variables. */
export const signingKeys = wire<typeof access>()({ SIGNING_KEY_ARNS: list }, ({ SIGNING_KEY_ARNS }) =>
  SIGNING_KEY_ARNS.map((keyArn) => signingKeyAt({ keyArn })),
);
