import { bus } from "../../lib/ports/bus/wire.ts";
import { clock } from "../../lib/ports/clock/wire.ts";
import { executions } from "../../lib/ports/executions/wire.ts";
import { records } from "../../lib/ports/records/wire.ts";
import { settings } from "../../lib/ports/settings/wire.ts";
import { signer } from "../../lib/ports/signer/wire.ts";
import { task } from "../../lib/runtime/task.ts";
import { closeRun } from "./close-run.ts";

export const handler = task("close-run", closeRun, { records, executions, signer, bus, settings, clock });
