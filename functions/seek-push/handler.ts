import { branches } from "../../lib/ports/branches/wire.ts";
import { bus } from "../../lib/ports/bus/wire.ts";
import { clock } from "../../lib/ports/clock/wire.ts";
import { records } from "../../lib/ports/records/wire.ts";
import { settings } from "../../lib/ports/settings/wire.ts";
import { task } from "../../lib/runtime/task.ts";
import { seekPush } from "./seek-push.ts";

export const handler = task("seek-push", seekPush, { records, branches, bus, settings, clock });
