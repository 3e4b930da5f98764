import { text, wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { linkMintUnder } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const linkMint = wire<typeof access>()({ LINK_KEY_ARN: text }, ({ LINK_KEY_ARN }) =>
  linkMintUnder({ keyArn: LINK_KEY_ARN }),
);
