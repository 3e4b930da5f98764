import { changesIn } from "../../lib/adapters/changes.ts";
import { systemClock } from "../../lib/adapters/clock.ts";
import { cloudWatchLogs } from "../../lib/adapters/logs.ts";
import { recordsIn } from "../../lib/adapters/records.ts";
import { stackReader } from "../../lib/adapters/stacks.ts";
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
