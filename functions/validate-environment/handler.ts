import { changes } from "../../lib/ports/changes/wire.ts";
import { clock } from "../../lib/ports/clock/wire.ts";
import { cloudControl } from "../../lib/ports/cloud-control/wire.ts";
import { driftDetector } from "../../lib/ports/drift-detector/wire.ts";
import { exposure } from "../../lib/ports/exposure/wire.ts";
import { inspector } from "../../lib/ports/inspector/wire.ts";
import { placedAssets } from "../../lib/ports/placed-assets/wire.ts";
import { policyAnalyzer } from "../../lib/ports/policy-analyzer/wire.ts";
import { records } from "../../lib/ports/records/wire.ts";
import { signer } from "../../lib/ports/signer/wire.ts";
import { stackReader } from "../../lib/ports/stack-reader/wire.ts";
import { teamChecks } from "../../lib/ports/team-checks/wire.ts";
import { task } from "../../lib/runtime/task.ts";
import { validateEnvironment } from "./validate-environment.ts";

export const handler = task("validate-environment", validateEnvironment, {
  records,
  changes,
  stackReader,
  inspector,
  cloudControl,
  exposure,
  policyAnalyzer,
  driftDetector,
  placedAssets,
  teamChecks,
  signer,
  clock,
});
