import { assets } from "../../lib/ports/assets/wire.ts";
import { changes } from "../../lib/ports/changes/wire.ts";
import { clock } from "../../lib/ports/clock/wire.ts";
import { records } from "../../lib/ports/records/wire.ts";
import { signer } from "../../lib/ports/signer/wire.ts";
import { verifyingKeys } from "../../lib/ports/verifying-keys/wire.ts";
import { task } from "../../lib/runtime/task.ts";
import { publishAssets } from "./publish-assets.ts";

export const handler = task("publish-assets", publishAssets, {
  records,
  changes,
  assets,
  signer,
  verifyingKeys,
  clock,
});
