import { browsersIn } from "../../lib/adapters/browsers.ts";
import { changesIn } from "../../lib/adapters/changes.ts";
import { systemClock } from "../../lib/adapters/clock.ts";
import { randomIds } from "../../lib/adapters/ids.ts";
import { recordsIn } from "../../lib/adapters/records.ts";
import { page } from "../../lib/runtime/page.ts";
import { setting, settings } from "../../lib/runtime/settings.ts";
import { showInvitation } from "./show-invitation.ts";

export const handler = page("show-invitation", showInvitation, {
  records: recordsIn({
    tableName: setting("TABLE_NAME"),
    bucketName: setting("BUCKET_NAME"),
    application: setting("APPLICATION"),
    clock: systemClock,
  }),
  changes: changesIn({ bucketName: setting("BUCKET_NAME") }),
  browsers: browsersIn({ tableName: setting("TABLE_NAME") }),
  settings: settings(),
  ids: randomIds,
  clock: systemClock,
});
