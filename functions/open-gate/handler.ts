import { changesIn } from "../../lib/adapters/changes.ts";
import { systemClock } from "../../lib/adapters/clock.ts";
import { randomIds } from "../../lib/adapters/ids.ts";
import { awsInspector } from "../../lib/adapters/inspector.ts";
import { noticesTo } from "../../lib/adapters/notices.ts";
import { recordsIn } from "../../lib/adapters/records.ts";
import { stackReader } from "../../lib/adapters/stacks.ts";
import { tokenSealUnder } from "../../lib/adapters/token-seal.ts";
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
