import type { Environment, Scope } from "../../../lib/domain/environment.ts";
import { intended, rollbackBegun } from "../../fixtures/sample-facts.ts";
import { OpenedRun, templateOf } from "../../simulator/opened-run.ts";

const networkStack = "shop-development-network";
const storageStack = "shop-development-storage";
const done = { outcome: "done", waitSeconds: 0 };
const failed = { outcome: "failed", waitSeconds: 0 };

const rollBack = (run: OpenedRun, environment: Environment = "development", scope: Scope = "everything") =>
  run.call("roll-back-step", { environment, scope });

/** A run that created network and storage in development. */
async function twoSteps(): Promise<OpenedRun> {
  const run = await OpenedRun.begin();
  await run.create("development", "network", "storage");
  return run;
}

const resultsOf = async (run: OpenedRun) =>
  (await run.recorded("roll-back-step", "outcome")).map(({ step, result }) => `${step} ${result}`);

describe("a rollback of an environment in which this run did nothing", () => {
  test("is done, and nothing is written", async () => {
    const run = await OpenedRun.begin();
    await run.say(intended("staging/network"));
    const seen = run.watch();

    expect(await rollBack(run)).toEqual(done);
    expect(seen.transactions).toEqual([]);
  });
});

describe("a full bucket in a stack that this run created", () => {
  test.each([
    ["is emptied where the plan destroys the environment", "development", ["empty-bucket", "delete"]],
    ["is never emptied where the plan keeps it: its stack stays", "production", ["delete"]],
  ] as const)("%s", async (_what, environment, operations) => {
    const template = templateOf("web", { resources: { Data: { Type: "AWS::S3::Bucket" } } });
    const run = await OpenedRun.begin({ steps: { [environment]: [{ part: "compute", template }] } });
    await run.create(environment, "compute");
    run.cloudFormation.alter(`shop-${environment}-compute`, "Data", { objects: 1 });
    await rollBack(run, environment);

    const intents = await run.recorded("roll-back-step", "intent");
    expect([...new Set(intents.map(({ operation }) => operation))]).toEqual(operations);
  });
});

describe("a rollback of stacks that this run created", () => {
  test("deletes it, newest first", async () => {
    const run = await twoSteps();
    const seen = run.watch();

    expect(await rollBack(run)).toEqual(done);
    expect(seen.requests).toEqual([`DeleteStack ${storageStack}`, `DeleteStack ${networkStack}`]);
  });

  test("writes why it began, each intent before its effect, and the result of each step", async () => {
    const run = await twoSteps();
    const before = (await run.entries()).length;
    await rollBack(run);
    const written = (await run.entries()).slice(before);

    expect(written.map(({ action, kind, subject, actor }) => [actor, action, kind, subject])).toEqual([
      ["roll-back-step", "begin-rollback", "observation", "development"],
      ["roll-back-step", "roll-back-step", "intent", "development/storage"],
      ["roll-back-step", "roll-back-step", "outcome", "development/storage"],
      ["roll-back-step", "roll-back-step", "intent", "development/network"],
      ["roll-back-step", "roll-back-step", "outcome", "development/network"],
    ]);
    expect(written.at(-1)?.detail).toEqual({
      environment: "development",
      step: "network",
      part: "network",
      result: "deleted",
      reason: "",
    });
  });

  test("takes no time if nothing has to be waited for", async () => {
    const run = await twoSteps();
    const { time } = run.installation;
    const before = time.nowMs();
    await rollBack(run);

    expect(time.nowMs()).toBe(before);
  });

  test("writes nothing more when it is called again", async () => {
    const run = await twoSteps();
    await rollBack(run);
    const seen = run.watch();

    expect(await rollBack(run)).toEqual(done);
    expect(seen.transactions).toEqual([]);
  });

  test("does not look again at a step that is undone", async () => {
    const run = await twoSteps();
    await rollBack(run);
    run.exists(run.step("development", "network"));
    await rollBack(run);

    expect(run.cloudFormation.named(networkStack)).toBeDefined();
  });

  test("writes why it began once, whatever scope comes first", async () => {
    const run = await OpenedRun.begin();
    await run.create("production", "network", "ingress");
    await rollBack(run, "production", "ingress");
    expect(await resultsOf(run)).toEqual(["ingress deleted"]);

    await rollBack(run, "production", "all-but-ingress");

    expect(await run.recorded("begin-rollback", "observation")).toHaveLength(1);
  });

  test("writes why it began although another environment's was begun before", async () => {
    const run = await twoSteps();
    const detail = { environment: "staging", cause: "an approver rejected" } as const;
    await run.say(rollbackBegun("staging", detail));
    await rollBack(run);

    expect(await run.recorded("begin-rollback", "observation")).toEqual([
      detail,
      { environment: "development", cause: 'a state of the execution failed: "interlock logs RUN" says why' },
    ]);
  });
});

describe("a step that cannot be undone", () => {
  const withProtectedStorage = async () => {
    const run = await twoSteps();
    run.cloudFormation.there(storageStack).isProtected = true;
    return run;
  };

  test("does not hold up the others, and is recorded as failed in CloudFormation's words", async () => {
    const run = await withProtectedStorage();

    expect(await rollBack(run)).toEqual(failed);
    expect(await resultsOf(run)).toEqual(["storage failed", "network deleted"]);
    expect((await run.recorded("roll-back-step", "outcome"))[0]?.reason).toBe(
      `Stack [${storageStack}] cannot be deleted while TerminationProtection is enabled`,
    );
  });

  test("is recorded as unknown if only a person can tell the stack's owner", async () => {
    const run = await OpenedRun.begin();
    await run.create("development", "network");
    await run.say(intended("development/storage"));
    run.exists(run.step("development", "storage"));

    expect(await rollBack(run)).toEqual(failed);
    expect(await resultsOf(run)).toEqual(["storage unknown", "network deleted"]);
  });

  test("fails the rollback also when the call that saw it has ended", async () => {
    const run = await withProtectedStorage();
    await rollBack(run);

    expect(await rollBack(run)).toEqual(failed);
  });

  test("fails with CloudFormation's last reason, after four deletions within twenty minutes", async () => {
    const run = await OpenedRun.begin();
    await run.create("production", "compute");
    run.cloudFormation.alter("shop-production-compute", "Bucket", { objects: 1 });

    for (const minutes of [1, 5, 15]) {
      expect(await rollBack(run, "production", "all-but-ingress")).toMatchObject({ outcome: "waiting" });
      await run.installation.pass(minutes * 60_000);
    }
    expect(await rollBack(run, "production", "all-but-ingress")).toEqual(failed);
    expect(await run.recorded("roll-back-step", "outcome")).toEqual([
      expect.objectContaining({
        result: "failed",
        reason:
          "Bucket: The bucket you tried to delete is not empty; shop-production-compute: The following resource(s) failed to delete: [Bucket].",
      }),
    ]);
    expect((await run.recorded("roll-back-step", "intent")).map(({ attempt }) => attempt)).toEqual([
      1, 2, 3, 4,
    ]);
  });
});

describe("a bucket that is not empty", () => {
  test("is emptied before its stack is deleted, where the plan destroys", async () => {
    const run = await twoSteps();
    run.cloudFormation.alter(storageStack, "Bucket", { objects: 1 });
    const id = run.cloudFormation.there(storageStack).resources.get("Bucket");
    const seen = run.watch();
    await rollBack(run);

    expect(seen.requests).toEqual([
      `EmptyBucket ${id}`,
      `DeleteStack ${storageStack}`,
      `DeleteStack ${networkStack}`,
    ]);
  });

  test("is left as it is, where the plan keeps", async () => {
    const run = await OpenedRun.begin();
    await run.create("production", "compute");
    run.cloudFormation.alter("shop-production-compute", "Bucket", { objects: 1 });
    const seen = run.watch();
    await rollBack(run, "production", "all-but-ingress");

    expect(seen.requests).not.toContainEqual(expect.stringContaining("EmptyBucket"));
    expect([...run.cloudFormation.resources.values()]).toMatchObject([{ objects: 1 }]);
  });
});

describe("a deletion that takes its time", () => {
  const slowly = async () => {
    const run = await twoSteps();
    run.cloudFormation.pace.set(storageStack, 120);
    return run;
  };

  test("is waited for a little, and then the call ends", async () => {
    const run = await slowly();
    const { time } = run.installation;
    const before = time.nowMs();
    const seen = run.watch();

    expect(await rollBack(run)).toEqual({ outcome: "waiting", waitSeconds: 1 });
    expect(time.nowMs() - before).toBeGreaterThanOrEqual(40_000);
    expect(seen.requests).toEqual([`DeleteStack ${storageStack}`]);
  });

  test("is seen to end within the same call", async () => {
    const run = await twoSteps();
    run.cloudFormation.pace.set(storageStack, 3);

    expect((await rollBack(run)).outcome).toBe("done");
  });

  test("writes nothing without news", async () => {
    const run = await slowly();
    await rollBack(run);
    const seen = run.watch();
    await rollBack(run);

    expect(seen.transactions).toEqual([]);
  });

  test("first records what was seen before it", async () => {
    const run = await OpenedRun.begin();
    run.cloudFormation.pace.set(networkStack, 60);
    await run.create("development", "network", "storage");

    expect(await rollBack(run)).toMatchObject({ outcome: "waiting" });
    expect(await resultsOf(run)).toEqual(["storage deleted"]);
  });
});

describe("the patience of one call begins anew", () => {
  /** A run whose creation of the network takes so long. */
  const creatingNetwork = async (seconds: number, ...more: readonly "storage"[]) => {
    const run = await OpenedRun.begin();
    run.cloudFormation.pace.set(networkStack, seconds);
    await run.create("development", "network", ...more);
    run.cloudFormation.pace.delete(networkStack);
    return run;
  };

  test("with each step that is undone", async () => {
    const run = await creatingNetwork(16.5, "storage");
    run.cloudFormation.pace.set(storageStack, 8);

    expect((await rollBack(run)).outcome).toBe("done");
  });

  test("with each request", async () => {
    const run = await creatingNetwork(8);
    run.cloudFormation.pace.set(networkStack, 8.5);

    expect((await rollBack(run)).outcome).toBe("done");
  });
});
