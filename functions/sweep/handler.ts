import { taskCallbacks } from "../../lib/ports/callbacks/aws.ts";
import { changesIn } from "../../lib/ports/changes/aws.ts";
import { childrenOf } from "../../lib/ports/children/aws.ts";
import { systemClock } from "../../lib/ports/clock/system.ts";
import { executionsOf } from "../../lib/ports/executions/aws.ts";
import { randomIds } from "../../lib/ports/ids/random.ts";
import { noticesTo } from "../../lib/ports/notices/aws.ts";
import { recordsIn } from "../../lib/ports/records/aws.ts";
import { jsonSetting, setting, settings } from "../../lib/runtime/settings.ts";
import { task } from "../../lib/runtime/task.ts";
import { sweep } from "./sweep.ts";

export const handler = task("sweep", sweep, {
  records: recordsIn({
    tableName: setting("TABLE_NAME"),
    bucketName: setting("BUCKET_NAME"),
    application: setting("APPLICATION"),
    clock: systemClock,
  }),
  executions: executionsOf({ stateMachineArn: setting("STATE_MACHINE_ARN") }),
  children: childrenOf({ stateMachineArn: setting("STATE_MACHINE_ARN") }),
  callbacks: taskCallbacks,
  changes: changesIn({ bucketName: setting("BUCKET_NAME") }),
  notices: noticesTo({ topicArns: jsonSetting("TOPIC_ARNS"), approvalsUrl: setting("APPROVALS_URL") }),
  settings: settings(),
  ids: randomIds,
  clock: systemClock,
});
