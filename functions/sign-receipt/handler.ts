import { systemClock } from "../../lib/adapters/clock.ts";
import { recordsIn } from "../../lib/adapters/records.ts";
import { signingKeyAt } from "../../lib/adapters/signing-key.ts";
import { setting } from "../../lib/runtime/settings.ts";
import { task } from "../../lib/runtime/task.ts";
import { signReceipt } from "./sign-receipt.ts";

export const handler = task("sign-receipt", signReceipt, {
  records: recordsIn({
    tableName: setting("TABLE_NAME"),
    bucketName: setting("BUCKET_NAME"),
    application: setting("APPLICATION"),
    clock: systemClock,
  }),
  signingKey: signingKeyAt({ keyArn: setting("SIGNING_KEY_ARN") }),
});
