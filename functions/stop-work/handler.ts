import { systemClock } from "../../lib/adapters/clock.ts";
import { recordsIn } from "../../lib/adapters/records.ts";
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
