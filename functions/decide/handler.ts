import { browsersIn } from "../../lib/adapters/browsers.ts";
import { taskCallbacks } from "../../lib/adapters/callbacks.ts";
import { changesIn } from "../../lib/adapters/changes.ts";
import { systemClock } from "../../lib/adapters/clock.ts";
import { recordsIn } from "../../lib/adapters/records.ts";
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
