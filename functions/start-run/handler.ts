import { bus } from "../../lib/ports/bus/wire.ts";
import { changes } from "../../lib/ports/changes/wire.ts";
import { clock } from "../../lib/ports/clock/wire.ts";
import { executions } from "../../lib/ports/executions/wire.ts";
import { records } from "../../lib/ports/records/wire.ts";
import { settings } from "../../lib/ports/settings/wire.ts";
import { task } from "../../lib/runtime/task.ts";
import { startRunOfChange } from "./start-run.ts";

export const handler = task("start-run", startRunOfChange, {
  records,
  changes,
  executions,
  settings,
  bus,
  clock,
});
