import { browsers } from "../../lib/ports/browsers/wire.ts";
import { clock } from "../../lib/ports/clock/wire.ts";
import { ids } from "../../lib/ports/ids/wire.ts";
import { settings } from "../../lib/ports/settings/wire.ts";
import { task } from "../../lib/runtime/task.ts";
import { admitOperator } from "./admit-operator.ts";

export const handler = task("admit-operator", admitOperator, { browsers, ids, settings, clock });
