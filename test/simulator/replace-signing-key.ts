import { ownChain } from "../../lib/domain/records/checkpoint.ts";
import type { World } from "./world.ts";

/** A deployment adds a signing key and asks for a checkpoint, with which the key takes its place unless a run is open. */
export async function replaceSigningKey(world: World): Promise<void> {
  world.kms.addSigningKey();
  world.functions.redeploy();
  await world.call("watch-records", { runId: ownChain });
}
