import { browsersIn } from "../../lib/ports/browsers/aws.ts";
import { taskCallbacks } from "../../lib/ports/callbacks/aws.ts";
import { changesIn } from "../../lib/ports/changes/aws.ts";
import { systemClock } from "../../lib/ports/clock/system.ts";
import { recordsIn } from "../../lib/ports/records/aws.ts";
import { page } from "../../lib/runtime/page.ts";
import { setting, settings } from "../../lib/runtime/settings.ts";
import { decide } from "./decide.ts";

export const handler = page("decide", decide, {
  records: recordsIn({
    tableName: setting("TABLE_NAME"),
    bucketName: setting("BUCKET_NAME"),
    application: setting("APPLICATION"),
    clock: systemClock,
  }),
  changes: changesIn({ bucketName: setting("BUCKET_NAME") }),
  callbacks: taskCallbacks,
  browsers: browsersIn({ tableName: setting("TABLE_NAME") }),
  settings: settings(),
  clock: systemClock,
});
