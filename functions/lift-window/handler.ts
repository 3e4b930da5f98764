import { clock } from "../../lib/ports/clock/wire.ts";
import { ids } from "../../lib/ports/ids/wire.ts";
import { notices } from "../../lib/ports/notices/wire.ts";
import { operatorKey } from "../../lib/ports/operator-key/wire.ts";
import { records } from "../../lib/ports/records/wire.ts";
import { settings } from "../../lib/ports/settings/wire.ts";
import { task } from "../../lib/runtime/task.ts";
import { liftWindow } from "./lift-window.ts";

export const handler = task("lift-window", liftWindow, {
  records,
  operatorKey,
  notices,
  settings,
  ids,
  clock,
});
