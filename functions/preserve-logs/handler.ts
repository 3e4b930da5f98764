import { changesIn } from "../../lib/ports/changes/aws.ts";
import { systemClock } from "../../lib/ports/clock/system.ts";
import { cloudWatchLogs } from "../../lib/ports/logs/aws.ts";
import { recordsIn } from "../../lib/ports/records/aws.ts";
import { stackReader } from "../../lib/ports/stack-reader/aws.ts";
import { setting } from "../../lib/runtime/settings.ts";
import { task } from "../../lib/runtime/task.ts";
import { preserveLogs } from "./preserve-logs.ts";

export const handler = task("preserve-logs", preserveLogs, {
  records: recordsIn({
    tableName: setting("TABLE_NAME"),
    bucketName: setting("BUCKET_NAME"),
    application: setting("APPLICATION"),
    clock: systemClock,
  }),
  changes: changesIn({ bucketName: setting("BUCKET_NAME") }),
  stackReader: stackReader(),
  logs: cloudWatchLogs(),
});
