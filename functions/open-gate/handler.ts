import { changesIn } from "../../lib/ports/changes/aws.ts";
import { systemClock } from "../../lib/ports/clock/system.ts";
import { randomIds } from "../../lib/ports/ids/random.ts";
import { awsInspector } from "../../lib/ports/inspector/aws.ts";
import { noticesTo } from "../../lib/ports/notices/aws.ts";
import { recordsIn } from "../../lib/ports/records/aws.ts";
import { stackReader } from "../../lib/ports/stack-reader/aws.ts";
import { tokenSealUnder } from "../../lib/ports/token-seal/aws.ts";
import { jsonSetting, setting, settings } from "../../lib/runtime/settings.ts";
import { task } from "../../lib/runtime/task.ts";
import { openGate } from "./open-gate.ts";

export const handler = task("open-gate", openGate, {
  records: recordsIn({
    tableName: setting("TABLE_NAME"),
    bucketName: setting("BUCKET_NAME"),
    application: setting("APPLICATION"),
    clock: systemClock,
  }),
  changes: changesIn({ bucketName: setting("BUCKET_NAME") }),
  stackReader: stackReader(),
  inspector: awsInspector(),
  tokenSeal: tokenSealUnder({ keyArn: setting("TOKEN_KEY_ARN") }),
  notices: noticesTo({ topicArns: jsonSetting("TOPIC_ARNS"), approvalsUrl: setting("APPROVALS_URL") }),
  settings: settings(),
  ids: randomIds,
  clock: systemClock,
});
