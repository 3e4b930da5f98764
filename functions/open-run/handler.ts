import { changesIn } from "../../lib/ports/changes/aws.ts";
import { systemClock } from "../../lib/ports/clock/system.ts";
import { recordsIn } from "../../lib/ports/records/aws.ts";
import { signerThrough } from "../../lib/ports/signer/aws.ts";
import { subscriptionsAt } from "../../lib/ports/subscriptions/aws.ts";
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
