import { systemClock } from "../../lib/ports/clock/system.ts";
import { recordsIn } from "../../lib/ports/records/aws.ts";
import { setting } from "../../lib/runtime/settings.ts";
import { task } from "../../lib/runtime/task.ts";
import { stopWork } from "./stop-work.ts";

export const handler = task("stop-work", stopWork, {
  records: recordsIn({
    tableName: setting("TABLE_NAME"),
    bucketName: setting("BUCKET_NAME"),
    application: setting("APPLICATION"),
    clock: systemClock,
  }),
});
