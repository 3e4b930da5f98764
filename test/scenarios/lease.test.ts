import { envelopeDigest } from "../../lib/domain/records/dsse.ts";
import type { Entry } from "../../lib/domain/records/entry.ts";
import { isFact } from "../../lib/domain/records/facts.ts";
import { keys } from "../../lib/ports/shared/records-table.ts";
import { application, effectsFromNow, install, take } from "../simulator/runs.ts";
import { edit, forget, remove } from "../simulator/table.ts";
import type { World } from "../simulator/world.ts";

const lease = keys.lease(application);
const again = (attempt: number) => ({ attempt });
const sealOf = (entries: readonly Entry[]) => {
  const seal = entries.filter(isFact("sign-receipt", "outcome")).at(-1);
  return seal && envelopeDigest(seal.detail.envelope);
};
const namedBy = (entries: readonly Entry[]) =>
  entries.find(isFact("open-run", "observation"))?.detail.previousSeal;

/** Two runs have gone through; then somebody meddles with the lease, and a third change is submitted. */
async function meddled(meddle: (world: World, older: object) => void) {
  const world = install();
  await take(world, again(1));
  const older = { ...world.dynamodb.find(lease) };
  const second = await take(world, again(2));
  meddle(world, older);
  const effects = effectsFromNow(world);
  const third = await take(world, again(3));
  return { world, second, third, effects };
}

test("a lease that somebody put back to an older one is noticed: the next run is refused, and the seals stay chained", async () => {
  const { world, second, third, effects } = await meddled((there, older) => edit(there, lease, { ...older }));

  expect(third.verdict).toBe("REFUSED");
  expect(effects).toEqual([]);
  const refusal = third.entries.find(isFact("refuse-run", "observation"));
  expect(refusal?.detail.reason).toContain(`${second.runId} was sealed last`);
  expect(namedBy(third.entries)).toBe(sealOf(second.entries));

  const fourth = await take(world, again(4));
  expect(fourth.verdict).toBe("SUCCEEDED");
  expect(namedBy(fourth.entries)).toBe(sealOf(third.entries));
});

test("a lease that somebody deleted begins no new history: the next run names the last seal", async () => {
  const { second, third } = await meddled((there) => remove(there, lease));

  expect(namedBy(third.entries)).toBe(sealOf(second.entries));
});

test("a lease whose epoch somebody put back is noticed, and no epoch is used a second time", async () => {
  const { world, second, third, effects } = await meddled((there) => edit(there, lease, { epoch: 0 }));
  const epochOf = (entries: readonly Entry[]) =>
    entries.find(isFact("open-run", "observation"))?.detail.epoch ?? 0;

  expect(third.verdict).toBe("REFUSED");
  expect(effects).toEqual([]);
  expect(third.entries.find(isFact("refuse-run", "observation"))?.detail.reason).toContain(
    "the lease counts epoch 1, but the runs before it came to epoch 2",
  );

  const fourth = await take(world, again(4));
  expect(fourth.verdict).toBe("SUCCEEDED");
  expect(epochOf(fourth.entries)).toBeGreaterThan(epochOf(second.entries));
});

test("a run that somebody deleted together with the lease is missed, because a signed checkpoint names it", async () => {
  const world = install();
  await take(world, again(1));
  const older = { ...world.dynamodb.find(lease) };
  const second = await take(world, again(2));
  await world.call("watch-records", {});
  forget(world, second.runId);
  edit(world, lease, { ...older });
  const third = await take(world, again(3));

  expect(third.verdict).toBe("REFUSED");
  expect(third.entries.find(isFact("refuse-run", "observation"))?.detail.reason).toContain(
    `entries of ${second.runId}, and the table no longer has them as they were`,
  );
});
