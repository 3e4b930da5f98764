import { browsers } from "../../lib/ports/browsers/wire.ts";
import { changes } from "../../lib/ports/changes/wire.ts";
import { clock } from "../../lib/ports/clock/wire.ts";
import { linkProof } from "../../lib/ports/link-proof/wire.ts";
import { records } from "../../lib/ports/records/wire.ts";
import { settings } from "../../lib/ports/settings/wire.ts";
import { page } from "../../lib/runtime/page.ts";
import { showRuns } from "./show-runs.ts";

export const handler = page("show-runs", showRuns, {
  records,
  changes,
  browsers,
  linkProof,
  settings,
  clock,
});
