import { changeDigest } from "../../../lib/domain/change/manifest.ts";
import { planDigest } from "../../../lib/plan/schema.ts";
import { testPlan, World } from "../../fakes/world.ts";

const runId = "shop-0123456789ab-1";
const arn = `arn:execution:${runId}`;

/** A world that writes down what it is asked to start. */
function watched() {
  const world = new World();
  const started: unknown[] = [];
  const start = world.executionsPort.start;
  world.executionsPort.start = (name, input) => {
    started.push([name, input]);
    return start(name, input);
  };
  return { world, started, records: world.records };
}

/** A change that was submitted once, and whose execution stands as it says now. */
async function known(status: "RUNNING" | "GONE") {
  const { world, started, records } = watched();
  const change = await world.change();
  await world.submit(change);
  if (status === "GONE") world.executions.clear();
  started.length = 0;
  return { world, started, records, again: () => world.submit(change), change };
}

describe("a submitted change", () => {
  test("becomes a run with the lease, under an execution of its name", async () => {
    const { world, started, records } = watched();

    expect(await world.submit(await world.change())).toEqual({ runId, outcome: "started" });
    expect(started).toEqual([[runId, { runId, epoch: 1 }]]);
    expect(await records.lease()).toMatchObject({ runId, epoch: 1, executionArn: arn });
  });

  test("is claimed with everything that tells it from others", async () => {
    const { world, records } = watched();
    const change = await world.change({ attempt: 2 });
    await world.submit(change);

    expect(await records.claims()).toEqual([
      {
        runId: "shop-0123456789ab-2",
        repository: "example/shop",
        commit: change.commit.sha,
        attempt: 2,
        changeDigest: changeDigest(change),
        planDigest: planDigest(testPlan()),
        claimedAtMs: world.nowMs,
      },
    ]);
  });

  test("waits while another run goes on: nothing is started", async () => {
    const { world, started, records } = watched();
    await world.submit(await world.change());
    started.length = 0;

    expect(await world.submit(await world.change({ attempt: 2 }))).toEqual({
      runId: "shop-0123456789ab-2",
      outcome: "waiting",
    });
    expect(started).toEqual([]);
    expect(await records.lease()).toMatchObject({ runId });
  });

  test.each(["changeDigest", "planDigest"])(
    "is refused before it is claimed when its %s names nothing",
    async (key) => {
      const { world, records } = watched();
      await world.submit(await world.change());
      const [claim] = await records.claims();
      const detail = { changeDigest: claim?.changeDigest ?? "", planDigest: claim?.planDigest ?? "" };

      await expect(
        world.tasks["start-run"]({ detail: { ...detail, [key]: "f".repeat(64) } }),
      ).rejects.toMatchObject({ name: "NotFound" });
      expect(await records.claims()).toHaveLength(1);
      expect((await records.read("control-plane")).entries).toEqual([]);
    },
  );
});

describe("a change that was submitted before", () => {
  test("is noted with its digests, and not started while its execution runs", async () => {
    const { started, records, again, change } = await known("RUNNING");

    expect(await again()).toEqual({ runId, outcome: "known" });
    expect(started).toEqual([]);
    expect((await records.read("control-plane")).entries).toMatchObject([
      {
        actor: "start-run",
        subject: runId,
        detail: {
          about: "known-change",
          detail: JSON.stringify({ changeDigest: changeDigest(change), planDigest: planDigest(testPlan()) }),
        },
      },
    ]);
  });

  test("is started when its function was killed between the claim and the start", async () => {
    const { started, again } = await known("GONE");

    expect(await again()).toEqual({ runId, outcome: "known" });
    expect(started).toEqual([[runId, { runId, epoch: 1 }]]);
  });

  test("is left to the sweep when another execution took it over", async () => {
    const { started, records, again } = await known("GONE");
    await records.takeOver(runId, 2, "arn:execution:second", "its execution failed");
    await again();

    expect(started).toEqual([]);
  });

  test("is not started when another run has the lease", async () => {
    const { started, records, again } = await known("GONE");
    const lease = { ...(await records.lease()), runId: "shop-0123456789ab-9" };
    records.lease = async () => lease;
    await again();

    expect(started).toEqual([]);
  });
});
