import { browsersIn } from "../../lib/ports/browsers/aws.ts";
import { changesIn } from "../../lib/ports/changes/aws.ts";
import { systemClock } from "../../lib/ports/clock/system.ts";
import { randomIds } from "../../lib/ports/ids/random.ts";
import { recordsIn } from "../../lib/ports/records/aws.ts";
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
