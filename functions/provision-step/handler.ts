import { changesIn } from "../../lib/ports/changes/aws.ts";
import { systemClock } from "../../lib/ports/clock/system.ts";
import { recordsIn } from "../../lib/ports/records/aws.ts";
import { signerThrough } from "../../lib/ports/signer/aws.ts";
import { stacksUnder } from "../../lib/ports/stacks/aws.ts";
import { setting } from "../../lib/runtime/settings.ts";
import { task } from "../../lib/runtime/task.ts";
import { provisionStep } from "./provision-step.ts";

export const handler = task("provision-step", provisionStep, {
  records: recordsIn({
    tableName: setting("TABLE_NAME"),
    bucketName: setting("BUCKET_NAME"),
    application: setting("APPLICATION"),
    clock: systemClock,
  }),
  changes: changesIn({ bucketName: setting("BUCKET_NAME") }),
  stacks: stacksUnder({ roleArn: setting("CLOUDFORMATION_ROLE_ARN"), bucketName: setting("BUCKET_NAME") }),
  signer: signerThrough({
    functionName: setting("SIGN_RECEIPT_FUNCTION"),
    keyArn: setting("SIGNING_KEY_ARN"),
  }),
  clock: systemClock,
});
