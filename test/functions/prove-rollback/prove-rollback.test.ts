import type { Environment } from "../../../lib/domain/environment.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import { lookAtEnvironment } from "../../../lib/shared-use-cases/look-at-environment.ts";
import type { TaskInput } from "../../../lib/tasks.ts";
import { intended, provisioned, residualLookedFor, undone, validated } from "../../fakes/facts.ts";
import { OpenedRun, templateOf } from "../../simulator/opened-run.ts";

const prove = (
  run: OpenedRun,
  proof: TaskInput<"prove-rollback">["proof"],
  environment: Environment = "development",
) => run.call("prove-rollback", { environment, proof });

const done = { outcome: "done", waitSeconds: 0 };
const failed = { outcome: "failed", waitSeconds: 0 };

/** What was signed, in order. */
const signed = async (run: OpenedRun) =>
  (await run.told("sign-receipt", "outcome")).map(({ statement, about }) => ({ statement, about }));

describe("the proof that ingress is closed", () => {
  /** A run that opened ingress, and what became of it since. */
  async function opened(...facts: readonly Fact[]): Promise<OpenedRun> {
    const run = await OpenedRun.begin();
    await run.say(intended("production/ingress"), ...facts);
    return run;
  }
  const seen = (run: OpenedRun) => run.told("confirm-closed", "observation");
  /** A load balancer can be reached in the network of production. */
  const reach = (run: OpenedRun) => {
    run.exists(
      run.step("production", "network"),
      templateOf("network", { resources: { Vpc: { Type: "AWS::EC2::VPC" } } }),
    );
    run.cloudFormation.leave({
      type: "AWS::ElasticLoadBalancingV2::LoadBalancer",
      id: "balancer",
      stackName: "shop-production-ingress",
    });
  };

  test("is no question where the run did nothing", async () => {
    const run = await OpenedRun.begin();
    reach(run);
    const { transactions } = run.watch();

    expect(await prove(run, "closed", "production")).toEqual(done);
    expect(transactions).toEqual([]);
  });

  test("is given, and signed for, when the ingress was taken down and nothing can be reached", async () => {
    const run = await opened(undone("production/ingress"));

    expect(await prove(run, "closed", "production")).toEqual(done);
    expect(await seen(run)).toEqual([{ environment: "production", closed: true, exposed: [] }]);
    expect(await signed(run)).toEqual([{ statement: "ingress-closed", about: "production" }]);
  });

  test.each<[string, Fact[]]>([
    ["nothing was done about ingress", []],
    ["it could not be taken down", [undone("production/ingress", { result: "failed" })]],
    [
      "only another part was taken down",
      [undone("production/ingress", { result: "failed" }), undone("production/compute")],
    ],
    [
      "it could not be taken down the last time",
      [undone("production/ingress"), undone("production/ingress", { result: "failed" })],
    ],
  ])("is not signed for when %s", async (_what, facts) => {
    const run = await opened(...facts);

    expect(await prove(run, "closed", "production")).toEqual(done);
    expect(await signed(run)).toEqual([]);
  });

  test("waits while what was taken down may linger, and writes nothing", async () => {
    const run = await opened(undone("production/ingress"));
    reach(run);
    await run.installation.pass(15 * 60_000 - 1);
    const { transactions } = run.watch();

    expect(await prove(run, "closed", "production")).toEqual({ outcome: "waiting", waitSeconds: 15 });
    expect(transactions).toEqual([]);
  });

  test("fails when it lingers for longer, and says what can be reached", async () => {
    const run = await opened(undone("production/ingress"));
    reach(run);
    await run.installation.pass(15 * 60_000);

    expect(await prove(run, "closed", "production")).toEqual(failed);
    expect(await seen(run)).toEqual([
      { environment: "production", closed: false, exposed: ["listener TCP 443 of balancer"] },
    ]);
    expect(await signed(run)).toEqual([]);
  });

  test.each<[string, Fact[]]>([
    ["nothing was taken down", []],
    ["only another part was", [undone("production/compute")]],
  ])("fails at once when %s", async (_what, facts) => {
    const run = await opened(...facts);
    reach(run);

    expect(await prove(run, "closed", "production")).toEqual(failed);
  });
});

describe("the proof that a neighbour was preserved", () => {
  const now = async (run: OpenedRun) =>
    (
      await lookAtEnvironment(
        run.installation.ports("prove-rollback", "development"),
        run.change,
        "development",
      )
    ).description;
  const seen = (run: OpenedRun) => run.told("confirm-preserved", "observation");
  const earlier = "e".repeat(64);

  test("is given when it stands as it was described last", async () => {
    const run = await OpenedRun.begin();
    const description = await now(run);
    await run.say(
      validated("development", { description: earlier }),
      validated("development", { description }),
    );
    await run.say(validated("staging", { description: earlier }));

    expect(await prove(run, "preserved")).toEqual(done);
    expect(await seen(run)).toEqual([
      { environment: "development", same: true, before: description, after: description },
    ]);
  });

  test("is given again when it is asked for again", async () => {
    const run = await OpenedRun.begin();
    await run.say(validated("development", { description: await now(run) }));
    await prove(run, "preserved");

    expect(await prove(run, "preserved")).toEqual(done);
  });

  test("fails when it moved since", async () => {
    const run = await OpenedRun.begin();
    await run.say(
      validated("development", { description: await now(run) }),
      validated("development", { description: earlier }),
    );

    expect(await prove(run, "preserved")).toEqual(failed);
    expect(await seen(run)).toMatchObject([{ same: false, before: earlier }]);
  });

  test("fails when it was never described", async () => {
    const run = await OpenedRun.begin();
    await run.say(validated("staging", { description: await now(run) }));

    expect(await prove(run, "preserved")).toEqual(failed);
    expect(await seen(run)).toMatchObject([{ same: false, before: "0".repeat(64) }]);
  });
});

describe("the proof that nothing is left", () => {
  /** A run that created a step of development, which is gone now. */
  async function rolledBack(quietSeconds = 30): Promise<OpenedRun> {
    const run = await OpenedRun.begin({ settings: { quietSeconds } });
    await run.say(intended("development/network"));
    return run;
  }
  const looks = async (run: OpenedRun) =>
    (await run.told("look-for-residual", "observation")).map(({ clean }) => clean);
  const proofs = (run: OpenedRun) => run.told("prove-rollback", "observation");
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

  test("is no question where the run did nothing", async () => {
    const run = await OpenedRun.begin();
    leave(run);
    const { transactions } = run.watch();

    expect(await prove(run, "gone")).toEqual(done);
    expect(transactions).toEqual([]);
  });

  test("waits for the quiet period when the first look finds nothing", async () => {
    const run = await rolledBack();

    expect(await prove(run, "gone")).toEqual({ outcome: "waiting", waitSeconds: 30 });
    expect(await looks(run)).toEqual([true]);
    expect(await signed(run)).toEqual([]);
  });

  test("looks no second time before the quiet period is over", async () => {
    const run = await rolledBack();
    await prove(run, "gone");
    await pass(run, 29.5);

    expect(await prove(run, "gone")).toEqual({ outcome: "waiting", waitSeconds: 1 });
    expect(await looks(run)).toEqual([true]);
  });

  test("is given, and signed for, when the second look finds nothing either", async () => {
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

  test("fails at once when something stays, and names it", async () => {
    const run = await rolledBack();
    leave(run);

    expect(await prove(run, "gone")).toEqual(failed);
    expect(await looks(run)).toEqual([false]);
    expect(await proofs(run)).toMatchObject([
      {
        proved: false,
        residual: [{ type: "AWS::Logs::LogGroup", id: "/shop-development/worker", state: "present" }],
      },
    ]);
    expect(await signed(run)).toEqual([]);
  });

  test("fails when something came back in the quiet period", async () => {
    const run = await rolledBack();
    await prove(run, "gone");
    await pass(run, 30);
    leave(run);

    expect(await prove(run, "gone")).toEqual(failed);
    expect(await signed(run)).toEqual([]);
  });

  test("names nothing as left that was there before, and that the plan keeps", async () => {
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

  test("asks for two looks once more after something was on its way", async () => {
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
  ])("looks again for what is on its way, with %s", async (_what, quietSeconds, waitSeconds) => {
    const run = await rolledBack(quietSeconds);
    lag(run);

    expect(await prove(run, "gone")).toEqual({ outcome: "waiting", waitSeconds });
    expect(await looks(run)).toEqual([false]);
    expect(await proofs(run)).toEqual([]);
  });

  test("fails for what has been on its way for 45 minutes since the first look", async () => {
    const run = await rolledBack();
    lag(run);
    await prove(run, "gone");
    await pass(run, 45 * 60 - 1);
    expect(await prove(run, "gone")).toMatchObject({ outcome: "waiting" });
    await pass(run, 1);

    expect(await prove(run, "gone")).toEqual(failed);
    expect(await proofs(run)).toMatchObject([
      { residual: [{ id: "shop-development-snapshot", state: "going" }] },
    ]);
  });

  test("counts those 45 minutes from the first look, and not from what was undone before it", async () => {
    const run = await rolledBack();
    await run.say(undone("development/network"));
    await pass(run, 45 * 60);
    lag(run);

    expect(await prove(run, "gone")).toMatchObject({ outcome: "waiting" });
    await pass(run, 44 * 60);
    expect(await prove(run, "gone")).toMatchObject({ outcome: "waiting" });
  });

  test("names what no call describes", async () => {
    const run = await rolledBack();
    await run.create("development", "network");
    const stack = run.cloudFormation.there("shop-development-network");
    await run.say(provisioned("development/network", { stackId: stack.id }));
    run.cloudFormation.leave({ type: "AWS::Braket::Thing", id: "thing", stackId: stack.id });
    stack.delete("theirs");

    expect(await prove(run, "gone")).toEqual(failed);
    expect((await proofs(run))[0]?.residual).toEqual([
      { type: "AWS::Braket::Thing", id: "thing", state: "unproven" },
    ]);
  });

  test.each([
    [60, { length: 60, last: { type: "AWS::Logs::LogGroup", id: "/shop-development/59", state: "present" } }],
    [62, { length: 61, last: { type: "and more", id: "2 more", state: "present" } }],
  ])("names of %i that are left not more than 60", async (count, { length, last }) => {
    const run = await rolledBack();
    for (let index = 0; index < count; index += 1) leave(run, `/shop-development/${index}`);
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

    test("also those before something was done elsewhere", async () => {
      const run = await rolledBack();
      await run.say(residualLookedFor("development"), intended("staging/storage"));
      await pass(run, 30);

      expect(await prove(run, "gone")).toEqual(done);
    });
  });
});
