import { envelopeDigest } from "../../../lib/domain/records/dsse.ts";
import type { Entry } from "../../../lib/domain/records/entry.ts";
import { isFact } from "../../../lib/domain/records/facts.ts";
import { causeOf } from "../../../lib/domain/run/cause.ts";
import { isSealed } from "../../../lib/domain/run/status.ts";
import { verdictOf } from "../../../lib/domain/run/verdict.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import { whenEntering } from "../../simulator/execution-hooks.ts";
import {
  application,
  begin,
  effectsFromNow,
  finish,
  install,
  read,
  sweep,
  type Taken,
  take,
} from "../../simulator/runs.ts";
import { edit, forget, put, remove } from "../../simulator/table.ts";
import type { World } from "../../simulator/world.ts";
import { type Attack, type Outcome, went, without } from "./attack.ts";

const lease = keys.lease(application);
/** Each change updates something, so that every gate is asked. */
const again = (attempt: number) => ({ attempt, version: attempt });
const someDigest = "d".repeat(64);

const openedIn = (entries: readonly Entry[]) => entries.find(isFact("open-run", "observation"))?.detail;
const sealOf = (entries: readonly Entry[]) => {
  const seal = entries.filter(isFact("sign-receipt", "outcome")).at(-1);
  return seal && envelopeDigest(seal.detail.envelope);
};

/** What somebody with write access to the table does to the lease between two runs. */
const between: Readonly<Record<string, (world: World, first: object, second: Taken) => void>> = {
  "is deleted": (world) => remove(world, lease),
  "is put back to what it was a run ago": (world, first) => put(world, lease, { ...first }),
  "begins again with epoch 0": (world) => edit(world, lease, { epoch: 0 }),
  "goes one epoch back": (world) => edit(world, lease, { epoch: 1 }),
  "names no seal": (world) => edit(world, lease, { previousSeal: null }),
  "names a seal that nobody made": (world) => edit(world, lease, { previousSeal: someDigest }),
  "is deleted, and the last run with it": (world, _, second) => {
    remove(world, lease);
    forget(world, second.runId);
  },
  "is put back, and the last run is deleted": (world, first, second) => {
    put(world, lease, { ...first });
    forget(world, second.runId);
  },
};

/** Two runs have gone through; then somebody meddles, and a third change comes. */
async function afterMeddling(meddle: (typeof between)[string]): Promise<Outcome> {
  const world = install();
  await take(world, again(1));
  await world.call("watch-records", {});
  const first = { ...world.dynamodb.find(lease) };
  const second = await take(world, again(2));
  await world.call("watch-records", {});
  meddle(world, first, second);
  const effects = effectsFromNow(world);
  const third = await take(world, again(3));
  const opened = openedIn(third.entries);
  const [before, now] = [openedIn(second.entries)?.epoch ?? 0, opened?.epoch ?? 0];
  if (third.verdict === "REFUSED" && effects.length === 0)
    return without(`the next run is REFUSED: ${causeOf(third.entries)}`);
  if (opened?.previousSeal !== sealOf(second.entries))
    return went(`the history is cut: the next run names ${opened?.previousSeal ?? "no seal"}`);
  if (now <= before) return went(`epoch ${now} is used again, after ${before}`);
  return without(`the next run names the last seal and begins with epoch ${now}, after ${before}`);
}

/** Where in a run the lease is meddled with. */
const moments = [
  "4.1 Provision development",
  "5.2 Provision staging",
  "6.1 Ask for staging sign-off",
  "6.2 Provision production, ingress closed",
  "6.3 Open ingress",
];

/** What is done to the lease while a run holds it. */
const during: Readonly<Record<string, (world: World) => void>> = {
  "is deleted": (world) => remove(world, lease),
  "is freed": (world) => edit(world, lease, { runId: null, executionArn: null }),
  "is given to another run": (world) => edit(world, lease, { runId: "somebody-elses-run" }),
  "goes back an epoch": (world) => edit(world, lease, { epoch: 0 }),
};

/** While a run works, somebody meddles with its lease, and another change comes. */
async function whileRunning(state: string, meddle: (world: World) => void): Promise<Outcome> {
  const world = install();
  await take(world, again(1));
  let isDone = false;
  const effects = effectsFromNow(world);
  let before = 0;
  whenEntering(world, state, () => {
    isDone = true;
    before = effects.length;
    meddle(world);
  });
  const run = await begin(world, again(2));
  await finish(world);
  if (!isDone) return went("could not be tried: the run did not come so far");
  const after = effects.slice(before).filter((effect) => !/Delete|Rollback/.test(effect));
  const { entries } = await read(world, run.runId);
  const verdict = verdictOf(entries);
  if (after.length > 0)
    return went(`the run made ${after.join(", ")} without the lease, and ended ${verdict}`);
  await sweep(world);
  const { divergences } = await world.call("watch-records", {});
  const next = await take(world, again(3));
  if (divergences === 0 && next.verdict !== "REFUSED" && !isSealed(entries))
    return went(`nobody notices: the run is never closed, and the next one ended ${next.verdict}`);
  return without(
    `the run made nothing more (${isSealed(entries) ? verdict : "it stands still"}); ${divergences} divergences are recorded, and the next run ${next.entries.length === 0 ? "waits" : `ended ${next.verdict}`}`,
  );
}

/** Attacks on the item that keeps runs from each other. */
export const meddledLeases: readonly Attack[] = [
  ...Object.entries(between).map(
    ([how, meddle]): Attack => ({
      finding: 14,
      where: "account in memory",
      variant: `the lease ${how}`,
      carryOut: () => afterMeddling(meddle),
    }),
  ),
  ...moments.flatMap((state) =>
    Object.entries(during).map(
      ([how, meddle]): Attack => ({
        finding: 14,
        where: "account in memory",
        variant: `at "${state}" the lease ${how}`,
        carryOut: () => whileRunning(state, meddle),
      }),
    ),
  ),
];
