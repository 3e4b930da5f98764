import { text, wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { tokenSealUnder } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const tokenSeal = wire<typeof access>()({ TOKEN_KEY_ARN: text }, ({ TOKEN_KEY_ARN }) =>
  tokenSealUnder({ keyArn: TOKEN_KEY_ARN }),
);
