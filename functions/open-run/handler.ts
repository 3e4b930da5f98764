import { changes } from "../../lib/ports/changes/wire.ts";
import { clock } from "../../lib/ports/clock/wire.ts";
import { records } from "../../lib/ports/records/wire.ts";
import { references } from "../../lib/ports/references/wire.ts";
import { settings } from "../../lib/ports/settings/wire.ts";
import { signer } from "../../lib/ports/signer/wire.ts";
import { stackIndex } from "../../lib/ports/stack-index/wire.ts";
import { stackReader } from "../../lib/ports/stack-reader/wire.ts";
import { subscriptions } from "../../lib/ports/subscriptions/wire.ts";
import { verifyingKeys } from "../../lib/ports/verifying-keys/wire.ts";
import { task } from "../../lib/runtime/task.ts";
import { openRun } from "./open-run.ts";

export const handler = task("open-run", openRun, {
  records,
  verifyingKeys,
  changes,
  stackReader,
  stackIndex,
  references,
  signer,
  subscriptions,
  settings,
  clock,
});
