import { changes } from "../../lib/ports/changes/wire.ts";
import { clock } from "../../lib/ports/clock/wire.ts";
import { inspector } from "../../lib/ports/inspector/wire.ts";
import { records } from "../../lib/ports/records/wire.ts";
import { settings } from "../../lib/ports/settings/wire.ts";
import { signer } from "../../lib/ports/signer/wire.ts";
import { stackReader } from "../../lib/ports/stack-reader/wire.ts";
import { verifyingKeys } from "../../lib/ports/verifying-keys/wire.ts";
import { task } from "../../lib/runtime/task.ts";
import { readGate } from "./read-gate.ts";

export const handler = task("read-gate", readGate, {
  records,
  verifyingKeys,
  changes,
  stackReader,
  inspector,
  signer,
  settings,
  clock,
});
