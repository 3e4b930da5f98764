import { publicKeyOf } from "../shared/public-key.ts";
import type { VerifyingKeys } from "./port.ts";

/** The public halves of two keys in KMS, each read once. */
export const verifyingKeysOf = ({
  decisionKeyArn,
  operatorKeyArn,
}: {
  readonly decisionKeyArn: string;
  readonly operatorKeyArn: string;
}): VerifyingKeys => ({
  decisionPem: publicKeyOf(decisionKeyArn),
  operatorPem: publicKeyOf(operatorKeyArn),
});
