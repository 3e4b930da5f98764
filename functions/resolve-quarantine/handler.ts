import { changesIn } from "../../lib/ports/changes/aws.ts";
import { systemClock } from "../../lib/ports/clock/system.ts";
import { awsExposure } from "../../lib/ports/exposure/aws.ts";
import { awsFinder } from "../../lib/ports/finder/aws.ts";
import { awsInspector } from "../../lib/ports/inspector/aws.ts";
import { recordsIn } from "../../lib/ports/records/aws.ts";
import { stackReader } from "../../lib/ports/stack-reader/aws.ts";
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
