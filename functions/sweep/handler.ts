import { bus } from "../../lib/ports/bus/wire.ts";
import { callbacks } from "../../lib/ports/callbacks/wire.ts";
import { changes } from "../../lib/ports/changes/wire.ts";
import { children } from "../../lib/ports/children/wire.ts";
import { clock } from "../../lib/ports/clock/wire.ts";
import { executions } from "../../lib/ports/executions/wire.ts";
import { ids } from "../../lib/ports/ids/wire.ts";
import { linkMint } from "../../lib/ports/link-mint/wire.ts";
import { linkProof } from "../../lib/ports/link-proof/wire.ts";
import { notary } from "../../lib/ports/notary/wire.ts";
import { notices } from "../../lib/ports/notices/wire.ts";
import { records } from "../../lib/ports/records/wire.ts";
import { settings } from "../../lib/ports/settings/wire.ts";
import { subscriptions } from "../../lib/ports/subscriptions/wire.ts";
import { task } from "../../lib/runtime/task.ts";
import { sweep } from "./sweep.ts";

export const handler = task("sweep", sweep, {
  records,
  linkProof,
  linkMint,
  changes,
  executions,
  children,
  callbacks,
  bus,
  notices,
  subscriptions,
  notary,
  settings,
  ids,
  clock,
});
