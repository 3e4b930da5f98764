import { systemClock } from "../../lib/ports/clock/system.ts";
import { executionsOf } from "../../lib/ports/executions/aws.ts";
import { recordsIn } from "../../lib/ports/records/aws.ts";
import { signerThrough } from "../../lib/ports/signer/aws.ts";
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
