import { changesIn } from "../../lib/adapters/changes.ts";
import { systemClock } from "../../lib/adapters/clock.ts";
import { awsExposure } from "../../lib/adapters/exposure.ts";
import { awsFinder } from "../../lib/adapters/finder.ts";
import { awsInspector } from "../../lib/adapters/inspector.ts";
import { recordsIn } from "../../lib/adapters/records.ts";
import { stackReader } from "../../lib/adapters/stacks.ts";
import { setting } from "../../lib/runtime/settings.ts";
import { task } from "../../lib/runtime/task.ts";
import { resolveQuarantine } from "./resolve-quarantine.ts";

export const handler = task("resolve-quarantine", resolveQuarantine, {
  records: recordsIn({
    tableName: setting("TABLE_NAME"),
    bucketName: setting("BUCKET_NAME"),
    application: setting("APPLICATION"),
    clock: systemClock,
  }),
  changes: changesIn({ bucketName: setting("BUCKET_NAME") }),
  stackReader: stackReader(),
  inspector: awsInspector(),
  finder: awsFinder(),
  exposure: awsExposure(),
});
