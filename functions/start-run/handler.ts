import { changesIn } from "../../lib/adapters/changes.ts";
import { systemClock } from "../../lib/adapters/clock.ts";
import { executionsOf } from "../../lib/adapters/executions.ts";
import { recordsIn } from "../../lib/adapters/records.ts";
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
