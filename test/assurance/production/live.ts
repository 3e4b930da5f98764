import type { Entry } from "../../../lib/domain/records/entry.ts";
import type { Plan } from "../../../lib/plan/schema.ts";
import type { Shape } from "../../simulator/changes.ts";
import {
  begin,
  install,
  planWith,
  read,
  rejectAt,
  stackOf,
  standing,
  sweep,
  take,
  takeUntil,
} from "../../simulator/runs.ts";
import type { World } from "../../simulator/world.ts";

/** An installation whose production was released and is open. */
export async function live(plan: Plan = planWith()): Promise<World> {
  const world = install();
  await take(world, {}, plan);
  if (!isOpen(world)) throw new Error("production was not released");
  return world;
}

/** Whether ingress stands. */
export const isOpen = (world: World): boolean => standing(world, "production").includes("ingress");

/** A change of production's compute step. */
export const twisted = (more: object = {}): Shape => ({
  commit: 2,
  twists: [{ environment: "production", part: "compute", version: 2, ...more } as const],
});

/** A span in which ingress did not stand, in milliseconds; `untilMs` is infinite while it lasts. */
export type Closed = { readonly fromMs: number; readonly untilMs: number };

/** When ingress did not stand, from now on. */
export function watchClosed(world: World): () => readonly Closed[] {
  const closed: Closed[] = [];
  let sinceMs: number | null = null;
  world.account.watchers.push({
    acts: () => {
      const nowMs = world.time.nowMs();
      if (stackOf(world, "production", "ingress") === undefined) sinceMs ??= nowMs;
      else if (sinceMs !== null) {
        closed.push({ fromMs: sinceMs, untilMs: nowMs });
        sinceMs = null;
      }
    },
  });
  return () =>
    sinceMs === null ? closed : [...closed, { fromMs: sinceMs, untilMs: Number.POSITIVE_INFINITY }];
}

/** Longer than it takes until production's last gate is asked, and how soon the sweep comes after its end. */
const untilAskedMs = 2 * 3_600_000;
const sweptMs = 60_000;

/** A run that changed a live production, and ended. */
export type Ended = { readonly runId: string; readonly entries: readonly Entry[] };

/** The five ways in which a change of a live production can end badly. */
export const ends: Readonly<Record<string, (world: World, plan: Plan) => Promise<Ended>>> = {
  refused: (world, plan) => {
    const { cloudFormation } = world;
    const prepare = cloudFormation.prepare.bind(cloudFormation);
    cloudFormation.prepare = (stack, set) =>
      prepare(stack, { ...set, changes: set.changes.map((change) => ({ ...change, action: "Remove" })) });
    return take(world, twisted(), plan);
  },
  failed: (world, plan) => take(world, twisted({ fails: "update" }), plan),
  rejected: (world, plan) => {
    rejectAt(world, "production-release");
    return take(world, twisted(), plan);
  },
  expired: async (world, plan) => {
    world.people.says = (gate) =>
      gate === "production-release" ? null : { decision: "approve", afterMs: 60_000 };
    const { runId } = await begin(world, twisted(), plan);
    await world.pass(untilAskedMs);
    const gate = await world.ask(({ records }) => records.gate(runId, "production-release"));
    if (gate === null) throw new Error("production-release was not asked");
    // Until then, the sweep of every minute would find nothing to do.
    await world.pass(gate.expiresAtMs + sweptMs - world.time.nowMs());
    await sweep(world);
    return { runId, entries: (await read(world, runId)).entries };
  },
  aborted: async (world, plan) => {
    const runId = await takeUntil(world, "6.3 Validate production", twisted(), plan);
    await sweep(world);
    return { runId, entries: (await read(world, runId)).entries };
  },
};
