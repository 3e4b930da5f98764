import { type BundleParts, bundleLines } from "../../../lib/domain/records/bundle.ts";
import { readVerifyingKey } from "../../../lib/domain/records/dsse.ts";
import type { Witness } from "../../../lib/domain/verify/rules/witness.ts";
import { type Verification, Verifier } from "../../../lib/domain/verify/verify.ts";
import { parsePlan } from "../../../lib/plan/schema.ts";
import { gatherBundle } from "../../../lib/shared-use-cases/gather-bundle.ts";
import type { World } from "../../simulator/world.ts";

/** The parts of a run's bundle, with its histories if it is over and a checkpoint of now. */
export async function partsOf(world: World, runId: string): Promise<BundleParts> {
  await world.call("watch-records", { runId });
  return world.ask((ports) => gatherBundle(ports, runId));
}

/** A bundle's bytes. */
export const bytesOf = (parts: BundleParts): Buffer => Buffer.from([...bundleLines(parts)].join(""));

/** What the verifier says of bytes, under the pinned key if one is given. */
export function verify(
  bytes: Buffer,
  { key = null, witnesses = [] }: { key?: string | null; witnesses?: readonly Witness[] } = {},
): Verification {
  const verifier = new Verifier({ key: key === null ? null : readVerifyingKey(key), witnesses }, parsePlan);
  const whole = bytes.lastIndexOf(10) + 1;
  verifier.take(bytes.subarray(0, whole));
  return verifier.end(bytes.length - whole);
}
