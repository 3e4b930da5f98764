import { alarmsOf } from "../../lib/adapters/alarms.ts";
import { changesIn } from "../../lib/adapters/changes.ts";
import { systemClock } from "../../lib/adapters/clock.ts";
import { copiesIn } from "../../lib/adapters/copies.ts";
import { histories } from "../../lib/adapters/histories.ts";
import { ledgerIn } from "../../lib/adapters/ledger.ts";
import { notaryThrough } from "../../lib/adapters/notary.ts";
import { setting } from "../../lib/runtime/settings.ts";
import { task } from "../../lib/runtime/task.ts";
import { watchRecords } from "./watch-records.ts";

export const handler = task("watch-records", watchRecords, {
  ledger: ledgerIn({
    tableName: setting("TABLE_NAME"),
    bucketName: setting("BUCKET_NAME"),
    application: setting("APPLICATION"),
    clock: systemClock,
  }),
  copies: copiesIn({ bucketName: setting("BUCKET_NAME") }),
  histories: histories(),
  changes: changesIn({ bucketName: setting("BUCKET_NAME") }),
  notary: notaryThrough({ functionName: setting("SIGN_RECEIPT_FUNCTION") }),
  alarms: alarmsOf({ application: setting("APPLICATION") }),
  clock: systemClock,
});
