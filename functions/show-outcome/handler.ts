import { changes } from "../../lib/ports/changes/wire.ts";
import { forge } from "../../lib/ports/forge/wire.ts";
import { records } from "../../lib/ports/records/wire.ts";
import { settings } from "../../lib/ports/settings/wire.ts";
import { task } from "../../lib/runtime/task.ts";
import { showOutcome } from "./show-outcome.ts";

export const handler = task("show-outcome", showOutcome, { records, changes, forge, settings });
