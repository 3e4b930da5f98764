import { bus } from "../../lib/ports/bus/wire.ts";
import { clock } from "../../lib/ports/clock/wire.ts";
import { records } from "../../lib/ports/records/wire.ts";
import { settings } from "../../lib/ports/settings/wire.ts";
import { task } from "../../lib/runtime/task.ts";
import { receivePush } from "./receive-push.ts";

export const handler = task("receive-push", receivePush, { records, bus, settings, clock });
