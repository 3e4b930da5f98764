import { changes } from "../../lib/ports/changes/wire.ts";
import { clock } from "../../lib/ports/clock/wire.ts";
import { records } from "../../lib/ports/records/wire.ts";
import { settings } from "../../lib/ports/settings/wire.ts";
import { signer } from "../../lib/ports/signer/wire.ts";
import { verifyingKeys } from "../../lib/ports/verifying-keys/wire.ts";
import { task } from "../../lib/runtime/task.ts";
import { readWindows } from "./read-windows.ts";

export const handler = task("read-windows", readWindows, {
  records,
  changes,
  signer,
  verifyingKeys,
  settings,
  clock,
});
