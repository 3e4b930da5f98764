import { list, text, wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { signerThrough } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const signer = wire<typeof access>()(
  { SIGN_RECEIPT_FUNCTION: text, SIGNING_KEY_ARNS: list },
  ({ SIGN_RECEIPT_FUNCTION, SIGNING_KEY_ARNS }) =>
    signerThrough({ functionName: SIGN_RECEIPT_FUNCTION, keyArns: SIGNING_KEY_ARNS }),
);
