import { text, wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { linkProofUnder } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const linkProof = wire<typeof access>()({ LINK_KEY_ARN: text }, ({ LINK_KEY_ARN }) =>
  linkProofUnder({ keyArn: LINK_KEY_ARN }),
);
