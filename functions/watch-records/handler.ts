import { alarmsOf } from "../../lib/ports/alarms/aws.ts";
import { changesIn } from "../../lib/ports/changes/aws.ts";
import { systemClock } from "../../lib/ports/clock/system.ts";
import { copiesIn } from "../../lib/ports/copies/aws.ts";
import { histories } from "../../lib/ports/histories/aws.ts";
import { ledgerIn } from "../../lib/ports/ledger/aws.ts";
import { notaryThrough } from "../../lib/ports/notary/aws.ts";
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
