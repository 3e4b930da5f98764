import { changes } from "../../lib/ports/changes/wire.ts";
import { clock } from "../../lib/ports/clock/wire.ts";
import { logs } from "../../lib/ports/logs/wire.ts";
import { records } from "../../lib/ports/records/wire.ts";
import { stackReader } from "../../lib/ports/stack-reader/wire.ts";
import { task } from "../../lib/runtime/task.ts";
import { preserveLogs } from "./preserve-logs.ts";

export const handler = task("preserve-logs", preserveLogs, { records, changes, stackReader, logs, clock });
