import { awsBuckets } from "../../lib/adapters/buckets.ts";
import { changesIn } from "../../lib/adapters/changes.ts";
import { systemClock } from "../../lib/adapters/clock.ts";
import { recordsIn } from "../../lib/adapters/records.ts";
import { stacksUnder } from "../../lib/adapters/stacks.ts";
import { setting } from "../../lib/runtime/settings.ts";
import { task } from "../../lib/runtime/task.ts";
import { rollBackStep } from "./roll-back-step.ts";

export const handler = task("roll-back-step", rollBackStep, {
  records: recordsIn({
    tableName: setting("TABLE_NAME"),
    bucketName: setting("BUCKET_NAME"),
    application: setting("APPLICATION"),
    clock: systemClock,
  }),
  changes: changesIn({ bucketName: setting("BUCKET_NAME") }),
  stacks: stacksUnder({ roleArn: setting("CLOUDFORMATION_ROLE_ARN"), bucketName: setting("BUCKET_NAME") }),
  buckets: awsBuckets(),
  clock: systemClock,
});
