import { systemClock } from "../../lib/adapters/clock.ts";
import { executionsOf } from "../../lib/adapters/executions.ts";
import { recordsIn } from "../../lib/adapters/records.ts";
import { signerThrough } from "../../lib/adapters/signer.ts";
import { setting } from "../../lib/runtime/settings.ts";
import { task } from "../../lib/runtime/task.ts";
import { closeRun } from "./close-run.ts";

export const handler = task("close-run", closeRun, {
  records: recordsIn({
    tableName: setting("TABLE_NAME"),
    bucketName: setting("BUCKET_NAME"),
    application: setting("APPLICATION"),
    clock: systemClock,
  }),
  executions: executionsOf({ stateMachineArn: setting("STATE_MACHINE_ARN") }),
  signer: signerThrough({
    functionName: setting("SIGN_RECEIPT_FUNCTION"),
    keyArn: setting("SIGNING_KEY_ARN"),
  }),
  clock: systemClock,
});
