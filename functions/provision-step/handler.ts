import { changes } from "../../lib/ports/changes/wire.ts";
import { clock } from "../../lib/ports/clock/wire.ts";
import { cloudControl } from "../../lib/ports/cloud-control/wire.ts";
import { records } from "../../lib/ports/records/wire.ts";
import { references } from "../../lib/ports/references/wire.ts";
import { signer } from "../../lib/ports/signer/wire.ts";
import { stacks } from "../../lib/ports/stacks/wire.ts";
import { verifyingKeys } from "../../lib/ports/verifying-keys/wire.ts";
import { task } from "../../lib/runtime/task.ts";
import { provisionStep } from "./provision-step.ts";

export const handler = task("provision-step", provisionStep, {
  records,
  verifyingKeys,
  changes,
  stacks,
  cloudControl,
  references,
  signer,
  clock,
});
