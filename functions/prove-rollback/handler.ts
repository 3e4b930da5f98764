import { changes } from "../../lib/ports/changes/wire.ts";
import { clock } from "../../lib/ports/clock/wire.ts";
import { cloudControl } from "../../lib/ports/cloud-control/wire.ts";
import { exposure } from "../../lib/ports/exposure/wire.ts";
import { finder } from "../../lib/ports/finder/wire.ts";
import { inspector } from "../../lib/ports/inspector/wire.ts";
import { policyAnalyzer } from "../../lib/ports/policy-analyzer/wire.ts";
import { records } from "../../lib/ports/records/wire.ts";
import { settings } from "../../lib/ports/settings/wire.ts";
import { signer } from "../../lib/ports/signer/wire.ts";
import { stackReader } from "../../lib/ports/stack-reader/wire.ts";
import { task } from "../../lib/runtime/task.ts";
import { proveRollback } from "./prove-rollback.ts";

export const handler = task("prove-rollback", proveRollback, {
  records,
  changes,
  stackReader,
  inspector,
  cloudControl,
  finder,
  exposure,
  policyAnalyzer,
  signer,
  settings,
  clock,
});
