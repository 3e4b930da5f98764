import { taskCallbacks } from "../../lib/adapters/callbacks.ts";
import { changesIn } from "../../lib/adapters/changes.ts";
import { childrenOf } from "../../lib/adapters/children.ts";
import { systemClock } from "../../lib/adapters/clock.ts";
import { executionsOf } from "../../lib/adapters/executions.ts";
import { randomIds } from "../../lib/adapters/ids.ts";
import { noticesTo } from "../../lib/adapters/notices.ts";
import { recordsIn } from "../../lib/adapters/records.ts";
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
