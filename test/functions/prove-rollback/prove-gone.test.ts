import type { Fact } from "../../../lib/domain/records/facts.ts";
import { fact, intended, provisioned, residualLookedFor, undone } from "../../fixtures/sample-facts.ts";
import { OpenedRun } from "../../simulator/opened-run.ts";
import { refuse, requestsFor } from "../../simulator/requests.ts";
import { done, failed, prove, signed } from "./proving.ts";

describe("the proof that nothing remains", () => {
  /** A run that created a step of development, which is gone now. */
  async function rolledBack(quietSeconds = 30): Promise<OpenedRun> {
    const run = await OpenedRun.begin({ settings: { quietSeconds } });
    await run.say(intended("development/network"));
    return run;
  }
  const looks = async (run: OpenedRun) =>
    (await run.recorded("look-for-residual", "observation")).map(({ clean }) => clean);
  const proofs = (run: OpenedRun) => run.recorded("prove-rollback", "observation");
  const leave = (run: OpenedRun, id = "/shop-development/worker") =>
    run.cloudFormation.leave({ type: "AWS::Logs::LogGroup", id, createdAtMs: run.installation.time.nowMs() });
  /** A snapshot that is being deleted. */
  const lag = (run: OpenedRun) =>
    run.cloudFormation.leave({
      type: "AWS::RDS::DBSnapshot",
      id: "shop-development-snapshot",
      facts: { status: "deleting" },
      createdAtMs: run.installation.time.nowMs(),
    });
  const pass = (run: OpenedRun, seconds: number) => run.installation.pass(seconds * 1_000);

  test("needs nothing where the run did nothing", async () => {
    const run = await OpenedRun.begin();
    leave(run);
    const { transactions } = run.watch();

    expect(await prove(run, "gone")).toEqual(done);
    expect(transactions).toEqual([]);
  });

  test("is asked for again when AWS throttles the search", async () => {
    const run = await rolledBack();
    const error = () => Object.assign(new Error("Rate exceeded"), { name: "Throttling" });
    refuse(run.installation.account, requestsFor("cloudformation", "DescribeStacks"), { error });

    expect(await prove(run, "gone")).toEqual({ outcome: "waiting", waitSeconds: 15 });
  });

  test("waits for the quiet period when the first search finds nothing", async () => {
    const run = await rolledBack();

    expect(await prove(run, "gone")).toEqual({ outcome: "waiting", waitSeconds: 30 });
    expect(await looks(run)).toEqual([true]);
    expect(await signed(run)).toEqual([]);
  });

  test("does not look a second time before the quiet period is over", async () => {
    const run = await rolledBack();
    await prove(run, "gone");
    await pass(run, 29.5);

    expect(await prove(run, "gone")).toEqual({ outcome: "waiting", waitSeconds: 1 });
    expect(await looks(run)).toEqual([true]);
  });

  test("is given and signed when the second search finds nothing either", async () => {
    const run = await rolledBack();
    await prove(run, "gone");
    await pass(run, 30);

    expect(await prove(run, "gone")).toEqual(done);
    expect(await looks(run)).toEqual([true, true]);
    expect(await proofs(run)).toEqual([
      {
        environment: "development",
        proved: true,
        resourcesSeen: 1,
        kept: [],
        foreign: [],
        residual: [],
        looked: expect.objectContaining({ count: 1 }),
      },
    ]);
    expect(await signed(run)).toEqual([{ statement: "nothing-left", about: "development" }]);
  });

  test("fails when something stays over several quiet periods, and names it", async () => {
    const run = await rolledBack();
    leave(run);

    expect(await prove(run, "gone")).toEqual({ outcome: "waiting", waitSeconds: 30 });
    await pass(run, 45);
    expect(await prove(run, "gone")).toEqual({ outcome: "waiting", waitSeconds: 30 });
    await pass(run, 45);
    expect(await prove(run, "gone")).toEqual(failed);
    expect(await looks(run)).toEqual([false, false, false]);
    expect(await proofs(run)).toMatchObject([
      {
        proved: false,
        residual: [{ type: "AWS::Logs::LogGroup", id: "/shop-development/worker", state: "present" }],
      },
    ]);
    expect(await signed(run)).toEqual([]);
  });

  test("does not believe that something stays which AWS only lists a little longer", async () => {
    const run = await rolledBack();
    leave(run);
    await prove(run, "gone");
    run.cloudFormation.resources.delete("/shop-development/worker");
    await pass(run, 30);
    await prove(run, "gone");
    await pass(run, 30);

    expect(await prove(run, "gone")).toEqual(done);
  });

  test("does not believe at once what appears long after a clean look", async () => {
    const run = await rolledBack();
    await prove(run, "gone");
    await pass(run, 4 * 30);
    leave(run);

    expect(await prove(run, "gone")).toEqual({ outcome: "waiting", waitSeconds: 30 });
    await pass(run, 30);
    expect(await prove(run, "gone")).toEqual(failed);
  });

  test("fails when something came back in the quiet period", async () => {
    const run = await rolledBack();
    await prove(run, "gone");
    await pass(run, 30);
    leave(run);
    await prove(run, "gone");
    await pass(run, 90);

    expect(await prove(run, "gone")).toEqual(failed);
    expect(await signed(run)).toEqual([]);
  });

  test("does not name resources that existed before or that the plan keeps", async () => {
    const run = await OpenedRun.begin();
    run.cloudFormation.leave({
      type: "AWS::Logs::LogGroup",
      id: "/shop-production/by-hand",
      createdAtMs: run.installation.time.nowMs() - 1,
    });
    await run.create("production", "storage");
    await prove(run, "gone", "production");
    await pass(run, 30);

    expect(await prove(run, "gone", "production")).toEqual(done);
    expect(await proofs(run)).toMatchObject([
      {
        kept: ["production/storage"],
        foreign: ["AWS::Logs::LogGroup /shop-production/by-hand"],
        residual: [],
      },
    ]);
  });

  test("asks for two more looks after something was on its way", async () => {
    const run = await rolledBack();
    await prove(run, "gone");
    await pass(run, 30);
    lag(run);
    expect(await prove(run, "gone")).toMatchObject({ outcome: "waiting" });
    run.cloudFormation.resources.delete("shop-development-snapshot");

    expect(await prove(run, "gone")).toEqual({ outcome: "waiting", waitSeconds: 30 });
    await pass(run, 30);
    expect(await prove(run, "gone")).toEqual(done);
    expect(await looks(run)).toEqual([true, false, true, true]);
  });

  test.each([
    ["no quiet period", 0, 1],
    ["a quiet period", 7, 7],
    ["a long quiet period", 300, 60],
  ])(
    "searches again for resources that are being deleted, with %s",
    async (_what, quietSeconds, waitSeconds) => {
      const run = await rolledBack(quietSeconds);
      lag(run);

      expect(await prove(run, "gone")).toEqual({ outcome: "waiting", waitSeconds });
      expect(await looks(run)).toEqual([false]);
      expect(await proofs(run)).toEqual([]);
    },
  );

  test("fails if a deletion has taken 45 minutes since the first search", async () => {
    const run = await rolledBack();
    lag(run);
    await prove(run, "gone");
    await pass(run, 45 * 60 - 1);
    expect(await prove(run, "gone")).toMatchObject({ outcome: "waiting" });
    await pass(run, 1);

    expect(await prove(run, "gone")).toEqual(failed);
    expect(await looks(run)).toEqual([false, false, false]);
    expect(await proofs(run)).toMatchObject([
      { residual: [{ id: "shop-development-snapshot", state: "going" }] },
    ]);
  });

  test("counts those 45 minutes from the first search, and not from the undone steps before it", async () => {
    const run = await rolledBack();
    await run.say(undone("development/network"));
    await pass(run, 45 * 60);
    lag(run);

    expect(await prove(run, "gone")).toMatchObject({ outcome: "waiting" });
    await pass(run, 44 * 60);
    expect(await prove(run, "gone")).toMatchObject({ outcome: "waiting" });
  });

  /** A run whose step is gone, but for a resource that no API describes. */
  async function undescribed(): Promise<OpenedRun> {
    const run = await rolledBack();
    await run.create("development", "network");
    const stack = run.cloudFormation.there("shop-development-network");
    await run.say(provisioned("development/network", { stackId: stack.id }));
    run.cloudFormation.leave({ type: "AWS::Braket::Thing", id: "thing", stackId: stack.id });
    stack.delete("theirs");
    return run;
  }

  test.each([
    ["stands", leave],
    ["is on its way", lag],
  ])("does not fail at the first look while something else %s that may go", async (_what, also) => {
    const run = await undescribed();
    also(run);

    expect(await prove(run, "gone")).toMatchObject({ outcome: "waiting" });
  });

  test("fails at the second look when nothing describes what is left beside what goes", async () => {
    const run = await undescribed();
    lag(run);
    await prove(run, "gone");
    await pass(run, 30);

    expect(await prove(run, "gone")).toEqual(failed);
  });

  describe("after an environment was found open", () => {
    const confirmed = (run: OpenedRun) => run.recorded("confirm-closed", "observation");
    const found = (closed: boolean) =>
      fact("confirm-closed", "observation", "development", {
        environment: "development",
        closed,
        exposed: closed ? [] : ["a way in"],
      });
    const provedAfter = async (...facts: readonly Fact[]) => {
      const run = await rolledBack();
      await run.say(...facts);
      await prove(run, "gone");
      await pass(run, 30);
      await prove(run, "gone");
      return run;
    };

    test("says that it is closed, because nothing of it is left", async () => {
      const run = await provedAfter(found(false), found(true), found(false));
      expect((await confirmed(run)).at(-1)).toEqual({
        environment: "development",
        closed: true,
        exposed: [],
      });
      expect(await confirmed(run)).toHaveLength(4);
    });

    test.each([
      ["it was closed in the end", [found(false), found(true)], 2],
      ["nobody looked", [], 0],
    ])("says nothing of it where %s", async (_what, facts, count) => {
      expect(await confirmed(await provedAfter(...facts))).toHaveLength(count);
    });

    test("says nothing of it while something is left", async () => {
      const run = await undescribed();
      await run.say(found(false));
      expect(await prove(run, "gone")).toEqual(failed);
      expect(await confirmed(run)).toHaveLength(1);
    });
  });

  test("names resources that no API describes", async () => {
    const run = await undescribed();

    expect(await prove(run, "gone")).toEqual(failed);
    expect((await proofs(run))[0]?.residual).toEqual([
      { type: "AWS::Braket::Thing", id: "thing", state: "unproven" },
    ]);
  });

  test.each([
    [60, { length: 60, last: { type: "AWS::Logs::LogGroup", id: "/shop-development/59", state: "present" } }],
    [62, { length: 61, last: { type: "and more", id: "2 more", state: "present" } }],
  ])("names at most 60 of %i that are left", async (count, { length, last }) => {
    const run = await rolledBack();
    for (let index = 0; index < count; index += 1) leave(run, `/shop-development/${index}`);
    await prove(run, "gone");
    await pass(run, 90);
    await prove(run, "gone");
    const residual = (await proofs(run))[0]?.residual ?? [];

    expect(residual).toHaveLength(length);
    expect(residual.at(-1)).toEqual(last);
  });

  describe("counts looks", () => {
    test.each<[string, Fact[]]>([
      [
        "only those since the last that was done",
        [residualLookedFor("development"), intended("development/storage")],
      ],
      ["only those of the environment", [residualLookedFor("staging")]],
    ])("%s", async (_what, facts) => {
      const run = await rolledBack();
      await run.say(...facts);
      await pass(run, 30);

      expect(await prove(run, "gone")).toEqual({ outcome: "waiting", waitSeconds: 30 });
    });

    test("also those from before something was done elsewhere", async () => {
      const run = await rolledBack();
      await run.say(residualLookedFor("development"), intended("staging/storage"));
      await pass(run, 30);

      expect(await prove(run, "gone")).toEqual(done);
    });
  });
});
