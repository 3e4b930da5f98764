import { changesIn } from "../../lib/ports/changes/aws.ts";
import { systemClock } from "../../lib/ports/clock/system.ts";
import { stackDrift } from "../../lib/ports/drift-detector/aws.ts";
import { awsInspector } from "../../lib/ports/inspector/aws.ts";
import { recordsIn } from "../../lib/ports/records/aws.ts";
import { signerThrough } from "../../lib/ports/signer/aws.ts";
import { stackReader } from "../../lib/ports/stack-reader/aws.ts";
import { setting } from "../../lib/runtime/settings.ts";
import { task } from "../../lib/runtime/task.ts";
import { validateEnvironment } from "./validate-environment.ts";

export const handler = task("validate-environment", validateEnvironment, {
  records: recordsIn({
    tableName: setting("TABLE_NAME"),
    bucketName: setting("BUCKET_NAME"),
    application: setting("APPLICATION"),
    clock: systemClock,
  }),
  changes: changesIn({ bucketName: setting("BUCKET_NAME") }),
  stackReader: stackReader(),
  inspector: awsInspector(),
  driftDetector: stackDrift,
  signer: signerThrough({
    functionName: setting("SIGN_RECEIPT_FUNCTION"),
    keyArn: setting("SIGNING_KEY_ARN"),
  }),
  clock: systemClock,
});
