import { changes } from "../../lib/ports/changes/wire.ts";
import { clock } from "../../lib/ports/clock/wire.ts";
import { ledger } from "../../lib/ports/ledger/wire.ts";
import { records } from "../../lib/ports/records/wire.ts";
import { signingKeys } from "../../lib/ports/signing-keys/wire.ts";
import { verifyingKeys } from "../../lib/ports/verifying-keys/wire.ts";
import { task } from "../../lib/runtime/task.ts";
import { signReceipt } from "./sign-receipt.ts";

export const handler = task("sign-receipt", signReceipt, {
  records,
  verifyingKeys,
  ledger,
  changes,
  signingKeys,
  clock,
});
