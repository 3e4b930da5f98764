import { text, wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { notaryThrough } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const notary = wire<typeof access>()({ SIGN_RECEIPT_FUNCTION: text }, ({ SIGN_RECEIPT_FUNCTION }) =>
  notaryThrough({ functionName: SIGN_RECEIPT_FUNCTION }),
);
