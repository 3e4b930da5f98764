import { changes } from "../../lib/ports/changes/wire.ts";
import { clock } from "../../lib/ports/clock/wire.ts";
import { cloudControl } from "../../lib/ports/cloud-control/wire.ts";
import { exposure } from "../../lib/ports/exposure/wire.ts";
import { finder } from "../../lib/ports/finder/wire.ts";
import { ids } from "../../lib/ports/ids/wire.ts";
import { inspector } from "../../lib/ports/inspector/wire.ts";
import { operatorKey } from "../../lib/ports/operator-key/wire.ts";
import { policyAnalyzer } from "../../lib/ports/policy-analyzer/wire.ts";
import { records } from "../../lib/ports/records/wire.ts";
import { stackReader } from "../../lib/ports/stack-reader/wire.ts";
import { task } from "../../lib/runtime/task.ts";
import { resolveQuarantine } from "./resolve-quarantine.ts";

export const handler = task("resolve-quarantine", resolveQuarantine, {
  records,
  clock,
  ids,
  operatorKey,
  changes,
  stackReader,
  inspector,
  cloudControl,
  finder,
  exposure,
  policyAnalyzer,
});
