import { ownChain } from "../../lib/domain/records/checkpoint.ts";
import { keys } from "../../lib/ports/shared/records-table.ts";
import { application, failing, install, resourceIds, take } from "../simulator/runs.ts";
import { entriesOf, put, remove } from "../simulator/table.ts";
import type { World } from "../simulator/world.ts";

const look = (world: World) => world.call("watch-records", { runId: ownChain });
const found = (world: World) =>
  entriesOf(world, ownChain).flatMap(({ action, detail }) =>
    action === "find-divergence" ? [`${detail.runId}: ${detail.what}`] : [],
  );
const leaseKey = keys.lease(application);

describe("an emergency stop", () => {
  test("that somebody takes out of the lease is missed: only two people's signed resumption ends it", async () => {
    const world = install();
    await world.call("stop-work", { by: "olga", reason: "smoke" });
    await look(world);
    expect(found(world)).toEqual([]);
    const { stoppedAt: _, stop: __, ...lease } = world.dynamodb.find(leaseKey) ?? {};
    put(world, leaseKey, lease);
    await look(world);
    expect(found(world)).toEqual([
      expect.stringMatching(/^control-plane: the emergency stop of .* is gone, and nobody resumed work$/),
    ]);
  });
});

describe("a quarantine", () => {
  async function quarantined() {
    const world = install();
    world.cloudFormation.leftBehind.add(`${application}-development-network Bucket`);
    const { runId } = await take(world, failing("development", "database"));
    await look(world);
    return { world, runId };
  }

  test("that somebody takes out of the table is missed", async () => {
    const { world, runId } = await quarantined();
    expect(found(world)).toEqual([]);
    remove(world, keys.quarantine(application, runId));
    await look(world);
    expect(found(world)).toEqual([
      `${runId}: the run was sealed in quarantine; its quarantine is gone, and nobody resolved it`,
    ]);
  });

  test("that somebody resolved is not", async () => {
    const { world, runId } = await quarantined();
    for (const bucket of resourceIds(world, "development", "network", "Bucket"))
      world.cloudFormation.resources.delete(bucket);
    await world.call("resolve-quarantine", {
      runId,
      environment: "development",
      by: "olga",
      reason: "deleted",
      seenGone: [],
    });
    await look(world);
    expect(found(world)).toEqual([]);
  });
});
