import { resolveQuarantine } from "../../../functions/resolve-quarantine/resolve-quarantine.ts";
import type { Environment } from "../../../lib/domain/environment.ts";
import { intended } from "../../fakes/facts.ts";
import { RollingBack } from "../../fakes/rolling-back.ts";

/** A run that is quarantined for development. */
async function quarantined(): Promise<RollingBack> {
  const run = await RollingBack.begin();
  await run.say(intended("development/network"));
  const item = {
    runId: run.runId,
    environment: "development",
    sinceMs: run.world.nowMs,
    told: false,
  } as const;
  await run.world.records.release(run.work, "0".repeat(64), item);
  return run;
}

const resolve = (
  run: RollingBack,
  about: { runId?: string; environment?: Environment; seenGone?: string[] } = {},
) =>
  resolveQuarantine(run.ports)({
    runId: run.runId,
    environment: "development",
    by: "an operator",
    reason: "I looked",
    seenGone: [],
    ...about,
  });

const isOpen = async (run: RollingBack) => (await run.world.records.quarantines()).length > 0;

/** What the control plane's own chain says of it. */
async function noted(run: RollingBack): Promise<unknown> {
  const [entry] = (await run.world.records.read("control-plane")).entries;
  return entry?.action === "note" ? JSON.parse(entry.detail.detail) : null;
}

const leave = (run: RollingBack, id: string) =>
  run.stacks.leave({ type: "AWS::Logs::LogGroup", id, createdAtMs: run.world.nowMs });

/** Something that carries the name, and that no call describes. */
function leaveUnproven(run: RollingBack, ...ids: readonly string[]): void {
  run.stacks.byTag = async () => ids.map((id) => ({ type: "AWS::Braket::Thing", id, createdAtMs: null }));
}

describe("a quarantine", () => {
  test("ends when nothing is left, with who says so and why", async () => {
    const run = await quarantined();

    expect(await resolve(run)).toEqual({ outcome: "resolved", left: [] });
    expect(await isOpen(run)).toBe(false);
    expect(await noted(run)).toEqual({
      by: "an operator",
      reason: "I looked",
      looked: { resources: 1, kept: [], seenGone: [] },
    });
  });

  test("ends with what the plan keeps of production, which is named", async () => {
    const run = await RollingBack.begin();
    await run.create("production", "storage");
    const item = { runId: run.runId, environment: "production", sinceMs: 0, told: false } as const;
    await run.world.records.release(run.work, "0".repeat(64), item);

    expect((await resolve(run, { environment: "production" })).outcome).toBe("resolved");
    expect(await noted(run)).toMatchObject({ looked: { kept: ["production/storage"] } });
  });

  test("stays while something is left, and says what", async () => {
    const run = await quarantined();
    leave(run, "/shop-development/worker");

    expect(await resolve(run)).toEqual({
      outcome: "something-left",
      left: ["AWS::Logs::LogGroup /shop-development/worker: present (logs:DescribeLogGroups: found)"],
    });
    expect(await isOpen(run)).toBe(true);
  });

  test("names what is on its way and what nobody can tell, but nothing that is gone or somebody else's", async () => {
    const run = await quarantined();
    const type = "AWS::RDS::DBSnapshot";
    const createdAtMs = run.world.nowMs;
    run.stacks.leave({ type, id: "shop-development-going", state: "deleting", createdAtMs });
    run.stacks.leave({ type, id: "shop-development-before", createdAtMs: createdAtMs - 1 });
    leaveUnproven(run, "thing");

    expect((await resolve(run)).left).toEqual([
      "AWS::Braket::Thing thing: unproven (nothing describes AWS::Braket::Thing)",
      "AWS::RDS::DBSnapshot shop-development-going: going (rds:DescribeDBSnapshots: deleting)",
    ]);
  });

  test("names not more than fifty", async () => {
    const run = await quarantined();
    for (let index = 0; index < 51; index += 1) leave(run, `/shop-development/${index}`);

    expect((await resolve(run)).left).toHaveLength(50);
  });

  test.each<[string, { runId?: string; environment?: Environment }]>([
    ["of another run", { runId: "shop-other-1" }],
    ["of another environment", { environment: "staging" }],
  ])("%s is not resolved by it", async (_what, about) => {
    const run = await quarantined();

    expect(await resolve(run, about)).toEqual({ outcome: "not-quarantined", left: [] });
    expect(await isOpen(run)).toBe(true);
  });

  test("that others are open beside is resolved all the same", async () => {
    const run = await quarantined();
    const other = { runId: "shop-other-1", environment: "staging", sinceMs: 0, told: false } as const;
    await run.world.records.markTold(other);

    expect((await resolve(run)).outcome).toBe("resolved");
    expect(await run.world.records.quarantines()).toMatchObject([{ runId: "shop-other-1" }]);
  });

  test("that somebody else resolved meanwhile is none any more", async () => {
    const run = await quarantined();
    run.world.records.resolveQuarantine = async () => false;

    expect(await resolve(run)).toEqual({ outcome: "not-quarantined", left: [] });
  });
});

describe("a person's word that something is gone", () => {
  test("is taken of what nobody can tell, and written down", async () => {
    const run = await quarantined();
    leaveUnproven(run, "thing");

    expect(await resolve(run, { seenGone: ["thing"] })).toEqual({ outcome: "resolved", left: [] });
    expect(await noted(run)).toMatchObject({
      looked: { resources: 2, seenGone: ["AWS::Braket::Thing thing"] },
    });
  });

  test("is taken for no more than it says", async () => {
    const run = await quarantined();
    leaveUnproven(run, "thing", "another");

    expect(await resolve(run, { seenGone: ["thing"] })).toMatchObject({
      outcome: "something-left",
      left: [expect.stringContaining("another")],
    });
  });

  test("is not taken of what is seen to be there", async () => {
    const run = await quarantined();
    leave(run, "/shop-development/worker");

    expect((await resolve(run, { seenGone: ["/shop-development/worker"] })).outcome).toBe("something-left");
  });

  test("is not written down of what is seen to be gone", async () => {
    const run = await quarantined();
    await resolve(run, { seenGone: ["shop-development-network"] });

    expect(await noted(run)).toMatchObject({ looked: { seenGone: [] } });
  });
});
