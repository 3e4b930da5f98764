import { systemClock } from "../../lib/ports/clock/system.ts";
import { randomIds } from "../../lib/ports/ids/random.ts";
import { noticesTo } from "../../lib/ports/notices/aws.ts";
import { recordsIn } from "../../lib/ports/records/aws.ts";
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
