import { changesIn } from "../../lib/ports/changes/aws.ts";
import { systemClock } from "../../lib/ports/clock/system.ts";
import { executionsOf } from "../../lib/ports/executions/aws.ts";
import { recordsIn } from "../../lib/ports/records/aws.ts";
import { setting } from "../../lib/runtime/settings.ts";
import { task } from "../../lib/runtime/task.ts";
import { startRunOfChange } from "./start-run.ts";

export const handler = task("start-run", startRunOfChange, {
  records: recordsIn({
    tableName: setting("TABLE_NAME"),
    bucketName: setting("BUCKET_NAME"),
    application: setting("APPLICATION"),
    clock: systemClock,
  }),
  changes: changesIn({ bucketName: setting("BUCKET_NAME") }),
  executions: executionsOf({ stateMachineArn: setting("STATE_MACHINE_ARN") }),
  clock: systemClock,
});
