import { rollBackStep } from "../../../functions/roll-back-step/roll-back-step.ts";
import type { Environment, Scope } from "../../../lib/domain/environment.ts";
import type { Asked } from "../../../lib/ports/stacks/port.ts";
import { intended, rollbackBegun } from "../../fakes/facts.ts";
import { RollingBack } from "../../fakes/rolling-back.ts";

const rollBack = (run: RollingBack, environment: Environment = "development", scope: Scope = "everything") =>
  rollBackStep(run.ports)({ ...run.work, environment, scope });

/** A run that created network and storage in development. */
async function twoSteps(): Promise<RollingBack> {
  const run = await RollingBack.begin();
  await run.create("development", "network", "storage");
  run.stacks.calls.length = 0;
  return run;
}

const resultsOf = async (run: RollingBack) =>
  (await run.told("roll-back-step", "outcome")).map(({ step, result }) => `${step} ${result}`);

/** CloudFormation answers deletions with these, one after the other, before it does as it is asked. */
function answers(run: RollingBack, ...first: readonly Asked<"removing">[]): void {
  const remove = run.stacks.remove.bind(run.stacks);
  const left = [...first];
  run.stacks.remove = async (stack, token) => left.shift() ?? remove(stack, token);
}

/** Rolls back while operations on these stacks, one after the other, end so long after the call began. */
async function whileSettling(run: RollingBack, ...ends: readonly (readonly [string, number])[]) {
  const { clock } = run.world;
  const beganAtMs = clock.nowMs();
  const left = [...ends];
  const pause = async (ms: number) => {
    await clock.pause(ms);
    const [next] = left;
    if (next === undefined || clock.nowMs() - beganAtMs < next[1]) return;
    left.shift();
    run.stacks.settle(next[0]);
  };
  const undo = rollBackStep({ ...run.ports, clock: { ...clock, pause } });
  return (await undo({ ...run.work, environment: "development", scope: "everything" })).outcome;
}

describe("a rollback of an environment that this run did nothing to", () => {
  test("is done, and nothing of it is written", async () => {
    const run = await RollingBack.begin();
    await run.say(intended("staging/network"));

    expect(await rollBack(run)).toEqual({ outcome: "done", waitSeconds: 0 });
    expect(run.writes).toBe(0);
  });
});

describe("a rollback of what this run created", () => {
  test("deletes it, newest first", async () => {
    const run = await twoSteps();

    expect(await rollBack(run)).toEqual({ outcome: "done", waitSeconds: 0 });
    expect(run.stacks.calls).toEqual(["remove shop-development-storage", "remove shop-development-network"]);
  });

  test("writes why it began, each intent before its effect, and what came of each step", async () => {
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

  test("takes no time while nothing has to be waited for", async () => {
    const run = await twoSteps();
    const before = run.world.nowMs;
    await rollBack(run);

    expect(run.world.nowMs).toBe(before);
  });

  test("writes nothing more when it is asked again", async () => {
    const run = await twoSteps();
    await rollBack(run);
    const before = run.writes;

    expect(await rollBack(run)).toEqual({ outcome: "done", waitSeconds: 0 });
    expect(run.writes).toBe(before);
  });

  test("does not look again at a step that is undone", async () => {
    const run = await twoSteps();
    await rollBack(run);
    run.stacks.plant("shop-development-network", '{"Resources":{}}');
    await rollBack(run);

    expect(run.stacks.stacks.has("shop-development-network")).toBe(true);
  });

  test("writes why it began once, whatever scope comes first", async () => {
    const run = await RollingBack.begin();
    await run.create("production", "network", "ingress");
    await rollBack(run, "production", "ingress");
    expect(await resultsOf(run)).toEqual(["ingress deleted"]);

    await rollBack(run, "production", "all-but-ingress");

    expect(await run.told("begin-rollback", "observation")).toHaveLength(1);
  });

  test("writes why it began although another environment's was begun before", async () => {
    const run = await twoSteps();
    const detail = { environment: "staging", cause: "somebody said no" } as const;
    await run.say(rollbackBegun("staging", detail));
    await rollBack(run);

    expect(await run.told("begin-rollback", "observation")).toEqual([
      detail,
      { environment: "development", cause: "a state of the execution failed; its history says why" },
    ]);
  });
});

describe("a step that cannot be undone", () => {
  test("does not hold up the others, and is told as failed in CloudFormation's words", async () => {
    const run = await twoSteps();
    answers(run, { refused: "somebody protects it" });

    expect(await rollBack(run)).toEqual({ outcome: "failed", waitSeconds: 0 });
    expect(await resultsOf(run)).toEqual(["storage failed", "network deleted"]);
    expect((await run.told("roll-back-step", "outcome"))[0]?.reason).toBe("somebody protects it");
  });

  test("is told as unknown if nobody may guess", async () => {
    const run = await RollingBack.begin();
    await run.create("development", "network");
    await run.say(intended("development/storage"));
    run.stacks.plant("shop-development-storage", '{"Resources":{}}');

    expect(await rollBack(run)).toEqual({ outcome: "failed", waitSeconds: 0 });
    expect(await resultsOf(run)).toEqual(["storage unknown", "network deleted"]);
  });

  test("fails the rollback also when the call that saw it has ended", async () => {
    const run = await twoSteps();
    answers(run, { refused: "somebody protects it" });
    await rollBack(run);

    expect(await rollBack(run)).toEqual({ outcome: "failed", waitSeconds: 0 });
  });

  test("fails with what CloudFormation said last, after three deletions", async () => {
    const run = await RollingBack.begin();
    await run.create("production", "compute");
    run.stacks.full.add("shop-production-compute-bucket");

    expect(await rollBack(run, "production", "all-but-ingress")).toEqual({
      outcome: "failed",
      waitSeconds: 0,
    });
    expect(await run.told("roll-back-step", "outcome")).toEqual([
      expect.objectContaining({
        result: "failed",
        reason: "Bucket: the bucket you tried to delete is not empty",
      }),
    ]);
    expect((await run.told("roll-back-step", "intent")).map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  });
});

describe("a bucket that is not empty", () => {
  test("is emptied before its stack is deleted, where the plan destroys", async () => {
    const run = await twoSteps();
    run.stacks.full.add("shop-development-storage-bucket");
    await rollBack(run);

    expect(run.stacks.calls).toEqual([
      "empty shop-development-storage-bucket",
      "remove shop-development-storage",
      "remove shop-development-network",
    ]);
  });

  test("is left as it is, where the plan keeps", async () => {
    const run = await RollingBack.begin();
    await run.create("production", "compute");
    run.stacks.full.add("shop-production-compute-bucket");
    await rollBack(run, "production", "all-but-ingress");

    expect(run.stacks.full).toContain("shop-production-compute-bucket");
  });
});

describe("a deletion that takes its time", () => {
  const slowly = async () => {
    const run = await twoSteps();
    run.stacks.slow.add("shop-development-storage");
    return run;
  };

  test("is waited for a little, and then handed back", async () => {
    const run = await slowly();
    const before = run.world.nowMs;

    expect(await rollBack(run)).toEqual({ outcome: "waiting", waitSeconds: 4 });
    expect(run.world.nowMs - before).toBeGreaterThanOrEqual(15_000);
    expect(run.stacks.calls).toEqual(["remove shop-development-storage"]);
  });

  test("is seen to end within the same call", async () => {
    const run = await slowly();

    expect(await whileSettling(run, ["shop-development-storage", 3_000])).toBe("done");
  });

  test("costs no write while there is nothing to say", async () => {
    const run = await slowly();
    await rollBack(run);
    const before = run.writes;
    await rollBack(run);

    expect(run.writes).toBe(before);
  });

  test("has what was seen before it written", async () => {
    const run = await RollingBack.begin();
    run.stacks.slow.add("shop-development-network");
    await run.create("development", "network", "storage");

    expect(await rollBack(run)).toMatchObject({ outcome: "waiting" });
    expect(await resultsOf(run)).toEqual(["storage deleted"]);
  });
});

describe("the patience of one call begins anew", () => {
  test("with each step that is undone", async () => {
    const run = await RollingBack.begin();
    run.stacks.slow.add("shop-development-network");
    await run.create("development", "network", "storage");
    run.stacks.slow.add("shop-development-storage");
    const outcome = await whileSettling(
      run,
      ["shop-development-storage", 8_000],
      ["shop-development-network", 16_500],
      ["shop-development-network", 16_500],
    );

    expect(outcome).toBe("done");
  });

  test("with each thing that is asked for", async () => {
    const run = await RollingBack.begin();
    run.stacks.slow.add("shop-development-network");
    await run.create("development", "network");
    const outcome = await whileSettling(
      run,
      ["shop-development-network", 8_000],
      ["shop-development-network", 16_500],
    );

    expect(outcome).toBe("done");
  });
});

describe("CloudFormation that is busy with the stack", () => {
  test("is asked again after a while", async () => {
    const run = await twoSteps();
    answers(run, "busy");
    const askedAtMs: number[] = [];
    const remove = run.stacks.remove;
    run.stacks.remove = async (stack, token) => {
      askedAtMs.push(run.world.nowMs);
      return remove(stack, token);
    };

    expect(await rollBack(run)).toMatchObject({ outcome: "done" });
    const [first = 0, second = 0] = askedAtMs;
    expect(second).toBeGreaterThan(first);
  });

  test("is asked again under the same intent", async () => {
    const run = await twoSteps();
    const before = (await run.entries()).length;
    answers(run, "busy");
    await rollBack(run);

    expect((await run.entries()).slice(before + 1).map(({ kind, subject }) => `${kind} ${subject}`)).toEqual([
      "intent development/storage",
      "outcome development/storage",
      "intent development/network",
      "outcome development/network",
    ]);
  });

  test("is left in peace when it stays busy", async () => {
    const run = await twoSteps();
    answers(run, ...Array.from({ length: 200 }, () => "busy" as const));

    expect(await rollBack(run)).toEqual({ outcome: "waiting", waitSeconds: 4 });
    expect(await resultsOf(run)).toEqual([]);
  });

  test("is asked again after a while also when it took the request and nothing is seen of it", async () => {
    const run = await twoSteps();
    const before = run.world.nowMs;
    answers(run, "removing", "removing");

    expect(await rollBack(run)).toMatchObject({ outcome: "done" });
    expect(run.world.nowMs).toBeGreaterThan(before);
  });
});

test("a rollback writes only for who has the lease", async () => {
  const run = await twoSteps();
  await run.world.records.takeOver(run.runId, run.epoch + 1, "arn:execution:two", "it was stopped");

  await expect(rollBack(run)).rejects.toMatchObject({ name: "LeaseLost" });
  expect(run.stacks.calls).toEqual([]);
});
