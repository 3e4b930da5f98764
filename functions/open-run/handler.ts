import { changesIn } from "../../lib/adapters/changes.ts";
import { systemClock } from "../../lib/adapters/clock.ts";
import { recordsIn } from "../../lib/adapters/records.ts";
import { signerThrough } from "../../lib/adapters/signer.ts";
import { subscriptionsAt } from "../../lib/adapters/subscriptions.ts";
import { jsonSetting, setting, settings } from "../../lib/runtime/settings.ts";
import { task } from "../../lib/runtime/task.ts";
import { openRun } from "./open-run.ts";

export const handler = task("open-run", openRun, {
  records: recordsIn({
    tableName: setting("TABLE_NAME"),
    bucketName: setting("BUCKET_NAME"),
    application: setting("APPLICATION"),
    clock: systemClock,
  }),
  changes: changesIn({ bucketName: setting("BUCKET_NAME") }),
  signer: signerThrough({
    functionName: setting("SIGN_RECEIPT_FUNCTION"),
    keyArn: setting("SIGNING_KEY_ARN"),
  }),
  subscriptions: subscriptionsAt({ topicArns: jsonSetting("TOPIC_ARNS"), mailRelay: settings().mailRelay }),
  settings: settings(),
  clock: systemClock,
});
