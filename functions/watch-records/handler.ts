import { alarms } from "../../lib/ports/alarms/wire.ts";
import { changes } from "../../lib/ports/changes/wire.ts";
import { clock } from "../../lib/ports/clock/wire.ts";
import { copies } from "../../lib/ports/copies/wire.ts";
import { histories } from "../../lib/ports/histories/wire.ts";
import { ledger } from "../../lib/ports/ledger/wire.ts";
import { notary } from "../../lib/ports/notary/wire.ts";
import { settings } from "../../lib/ports/settings/wire.ts";
import { subscriptions } from "../../lib/ports/subscriptions/wire.ts";
import { task } from "../../lib/runtime/task.ts";
import { watchRecords } from "./watch-records.ts";

export const handler = task("watch-records", watchRecords, {
  ledger,
  copies,
  histories,
  changes,
  notary,
  subscriptions,
  settings,
  alarms,
  clock,
});
