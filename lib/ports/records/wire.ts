import { systemClock } from "../clock/system.ts";
import { text, wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { recordsIn } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const records = wire<typeof access>()(
  { TABLE_NAME: text, BUCKET_NAME: text, APPLICATION: text },
  ({ TABLE_NAME, BUCKET_NAME, APPLICATION }) =>
    recordsIn({
      tableName: TABLE_NAME,
      bucketName: BUCKET_NAME,
      application: APPLICATION,
      clock: systemClock,
    }),
);
