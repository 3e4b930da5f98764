import { records } from "../../lib/ports/records/wire.ts";
import { task } from "../../lib/runtime/task.ts";
import { stopWork } from "./stop-work.ts";

export const handler = task("stop-work", stopWork, { records });
