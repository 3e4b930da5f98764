import { changesIn } from "../../lib/adapters/changes.ts";
import { systemClock } from "../../lib/adapters/clock.ts";
import { stackDrift } from "../../lib/adapters/drift.ts";
import { awsInspector } from "../../lib/adapters/inspector.ts";
import { recordsIn } from "../../lib/adapters/records.ts";
import { signerThrough } from "../../lib/adapters/signer.ts";
import { stackReader } from "../../lib/adapters/stacks.ts";
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
