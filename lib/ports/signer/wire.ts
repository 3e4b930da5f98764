import { text, wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { signerThrough } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const signer = wire<typeof access>()(
  { SIGN_RECEIPT_FUNCTION: text, SIGNING_KEY_ARN: text },
  ({ SIGN_RECEIPT_FUNCTION, SIGNING_KEY_ARN }) =>
    signerThrough({ functionName: SIGN_RECEIPT_FUNCTION, keyArn: SIGNING_KEY_ARN }),
);
