import { awsBuckets } from "../../lib/ports/buckets/aws.ts";
import { changesIn } from "../../lib/ports/changes/aws.ts";
import { systemClock } from "../../lib/ports/clock/system.ts";
import { recordsIn } from "../../lib/ports/records/aws.ts";
import { stacksUnder } from "../../lib/ports/stacks/aws.ts";
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
