import { changesIn } from "../../lib/adapters/changes.ts";
import { systemClock } from "../../lib/adapters/clock.ts";
import { recordsIn } from "../../lib/adapters/records.ts";
import { signerThrough } from "../../lib/adapters/signer.ts";
import { stacksUnder } from "../../lib/adapters/stacks.ts";
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
