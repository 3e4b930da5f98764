import { buckets } from "../../lib/ports/buckets/wire.ts";
import { changes } from "../../lib/ports/changes/wire.ts";
import { clock } from "../../lib/ports/clock/wire.ts";
import { cloudControl } from "../../lib/ports/cloud-control/wire.ts";
import { logGroups } from "../../lib/ports/log-groups/wire.ts";
import { logs } from "../../lib/ports/logs/wire.ts";
import { records } from "../../lib/ports/records/wire.ts";
import { settings } from "../../lib/ports/settings/wire.ts";
import { stacks } from "../../lib/ports/stacks/wire.ts";
import { task } from "../../lib/runtime/task.ts";
import { rollBackStep } from "./roll-back-step.ts";

export const handler = task("roll-back-step", rollBackStep, {
  records,
  changes,
  stacks,
  cloudControl,
  buckets,
  logs,
  logGroups,
  settings,
  clock,
});
