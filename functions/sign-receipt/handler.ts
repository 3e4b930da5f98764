import { changesIn } from "../../lib/ports/changes/aws.ts";
import { systemClock } from "../../lib/ports/clock/system.ts";
import { ledgerIn } from "../../lib/ports/ledger/aws.ts";
import { recordsIn } from "../../lib/ports/records/aws.ts";
import { signingKeyAt } from "../../lib/ports/signing-key/aws.ts";
import { setting } from "../../lib/runtime/settings.ts";
import { task } from "../../lib/runtime/task.ts";
import { signReceipt } from "./sign-receipt.ts";

const store = {
  tableName: setting("TABLE_NAME"),
  bucketName: setting("BUCKET_NAME"),
  application: setting("APPLICATION"),
  clock: systemClock,
};

export const handler = task("sign-receipt", signReceipt, {
  records: recordsIn(store),
  ledger: ledgerIn(store),
  changes: changesIn({ bucketName: setting("BUCKET_NAME") }),
  signingKey: signingKeyAt({ keyArn: setting("SIGNING_KEY_ARN") }),
  clock: systemClock,
});
