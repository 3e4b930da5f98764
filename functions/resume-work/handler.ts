import { systemClock } from "../../lib/adapters/clock.ts";
import { randomIds } from "../../lib/adapters/ids.ts";
import { noticesTo } from "../../lib/adapters/notices.ts";
import { recordsIn } from "../../lib/adapters/records.ts";
import { jsonSetting, setting, settings } from "../../lib/runtime/settings.ts";
import { task } from "../../lib/runtime/task.ts";
import { resumeWork } from "./resume-work.ts";

export const handler = task("resume-work", resumeWork, {
  records: recordsIn({
    tableName: setting("TABLE_NAME"),
    bucketName: setting("BUCKET_NAME"),
    application: setting("APPLICATION"),
    clock: systemClock,
  }),
  notices: noticesTo({ topicArns: jsonSetting("TOPIC_ARNS"), approvalsUrl: setting("APPROVALS_URL") }),
  settings: settings(),
  ids: randomIds,
  clock: systemClock,
});
