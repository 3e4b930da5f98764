import type { Environment } from "../../../lib/domain/environment.ts";
import type { Gate } from "../../../lib/domain/gates.ts";
import { type BundleParts, bundleLines } from "../../../lib/domain/records/bundle.ts";
import { readVerifyingKey } from "../../../lib/domain/records/dsse.ts";
import type { Witness } from "../../../lib/domain/verify/rules/witness.ts";
import { type Verification, Verifier } from "../../../lib/domain/verify/verify.ts";
import { parsePlan } from "../../../lib/plan/schema.ts";
import { gatherBundle } from "../../../lib/shared-use-cases/gather-bundle.ts";
import { type Interruption, walk } from "../../fakes/walk.ts";
import type { Says, World } from "../../fakes/world.ts";

export const yes: Says = () => "approve";
export const noAt =
  (gate: Gate): Says =>
  (asked) =>
    asked === gate ? "reject" : "approve";

/** Templates of which one fails while it is deployed. */
export const failing =
  (environment: Environment, step: string) =>
  (of: Environment, name: string): string =>
    of === environment && name === step ? `{"${of}":"${name} fails"}` : `{"${of}":"${name}"}`;

type ChangeOptions = Parameters<World["change"]>[0];

/** Submits a change and takes it through the plan, as far as it goes. */
export async function take(
  world: World,
  { says = yes, interrupt, ...change }: ChangeOptions & { says?: Says; interrupt?: Interruption } = {},
): Promise<string> {
  const { runId } = await world.submit(await world.change(change));
  const { epoch } = await world.records.lease();
  await walk(world, { runId, epoch }, says, interrupt);
  return runId;
}

/** The execution ended from outside; the sweep finds it, and a second one rolls back. */
export async function recover(world: World, runId: string): Promise<void> {
  const execution = world.executions.get(`arn:execution:${runId}`);
  if (execution !== undefined) execution.status = "FAILED";
  await world.tasks.sweep({});
  const { epoch, executionArn } = await world.records.lease();
  await walk(world, { runId, epoch, execution: executionArn ?? "" }, yes);
}

/** An execution that dies when it enters a state, and stays dead. */
export function dying(state: string): Interruption {
  let dead = false;
  return (entered) => {
    dead ||= entered === state;
    if (dead) throw new Error("killed");
  };
}

/** The parts of a run's bundle, with histories if it is over, vouched for now. */
export async function partsOf(world: World, runId: string): Promise<BundleParts> {
  await world.tasks["watch-records"]({ runId });
  return gatherBundle(world.ports, runId);
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
