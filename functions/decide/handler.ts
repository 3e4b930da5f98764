import { browsers } from "../../lib/ports/browsers/wire.ts";
import { callbacks } from "../../lib/ports/callbacks/wire.ts";
import { changes } from "../../lib/ports/changes/wire.ts";
import { clock } from "../../lib/ports/clock/wire.ts";
import { decisionKey } from "../../lib/ports/decision-key/wire.ts";
import { identityProvider } from "../../lib/ports/identity-provider/wire.ts";
import { ids } from "../../lib/ports/ids/wire.ts";
import { linkProof } from "../../lib/ports/link-proof/wire.ts";
import { records } from "../../lib/ports/records/wire.ts";
import { settings } from "../../lib/ports/settings/wire.ts";
import { page } from "../../lib/runtime/page.ts";
import { decide } from "./decide.ts";

export const handler = page("decide", decide, {
  records,
  ids,
  decisionKey,
  identityProvider,
  linkProof,
  changes,
  browsers,
  callbacks,
  settings,
  clock,
});
