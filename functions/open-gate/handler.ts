import { changes } from "../../lib/ports/changes/wire.ts";
import { clock } from "../../lib/ports/clock/wire.ts";
import { ids } from "../../lib/ports/ids/wire.ts";
import { inspector } from "../../lib/ports/inspector/wire.ts";
import { linkMint } from "../../lib/ports/link-mint/wire.ts";
import { linkProof } from "../../lib/ports/link-proof/wire.ts";
import { notices } from "../../lib/ports/notices/wire.ts";
import { records } from "../../lib/ports/records/wire.ts";
import { settings } from "../../lib/ports/settings/wire.ts";
import { stackReader } from "../../lib/ports/stack-reader/wire.ts";
import { subscriptions } from "../../lib/ports/subscriptions/wire.ts";
import { tokenSeal } from "../../lib/ports/token-seal/wire.ts";
import { verifyingKeys } from "../../lib/ports/verifying-keys/wire.ts";
import { task } from "../../lib/runtime/task.ts";
import { openGate } from "./open-gate.ts";

export const handler = task("open-gate", openGate, {
  records,
  linkProof,
  linkMint,
  changes,
  stackReader,
  inspector,
  verifyingKeys,
  tokenSeal,
  notices,
  subscriptions,
  settings,
  ids,
  clock,
});
