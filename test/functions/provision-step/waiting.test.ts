import { templateOf } from "../../simulator/opened-run.ts";
import { justBefore, refuse, requestsFor } from "../../simulator/requests.ts";
import { busy, taken } from "../../simulator/services/stack-requests.ts";
import { allowed, compute, computeStack, done, failed, network, networkStack, provision } from "./allowed.ts";

describe("a step that takes its time", () => {
  test("is waited for within a call, which then ends and records the steps finished before it", async () => {
    const run = await allowed();
    const { time } = run.installation;
    run.exists(run.step("development", "network"));
    run.cloudFormation.pace.set(computeStack, 120);
    const beganAtMs = time.nowMs();
    const answer = await provision(run);

    expect(answer.outcome).toBe("waiting");
    expect(answer.waitSeconds).toBe(1);
    expect(time.nowMs() - beganAtMs).toBeGreaterThan(40_000);
    expect(await run.stepRecords(network)).toEqual(["untouched"]);
    expect(await run.stepRecords(compute)).toEqual(["intent create"]);
  });

  test("is only read by the next call, which writes and requests nothing", async () => {
    const run = await allowed();
    run.cloudFormation.pace.set(networkStack, 120);
    await provision(run);
    const seen = run.watch();

    expect((await provision(run)).outcome).toBe("waiting");
    expect(seen).toMatchObject({ requests: [], transactions: [] });
  });

  test("is recorded by the call that finds it finished, which goes on with the next", async () => {
    const run = await allowed();
    run.cloudFormation.pace.set(networkStack, 60);
    await provision(run);
    await run.installation.pass(60_000);

    expect(await provision(run)).toEqual(done);
    expect(await run.stepRecords(network)).toEqual(["intent create", "created"]);
    expect(await run.stepRecords(compute)).toEqual(["intent create", "created"]);
  });

  test.each([30, 61, 100, 599, 3_601])("of %d seconds is seen to end within two seconds", async (seconds) => {
    const run = await allowed();
    const { time } = run.installation;
    run.exists(run.step("development", "network"));
    run.cloudFormation.pace.set(computeStack, seconds);
    let beganAtMs = 0;
    time.after(0, () => {
      beganAtMs = time.nowMs();
    });
    for (let answer = await provision(run); answer.outcome === "waiting"; answer = await provision(run))
      await run.installation.pass(answer.waitSeconds * 1_000);

    expect(await run.stepRecords(compute)).toEqual(["intent create", "created"]);
    expect(time.nowMs() - beganAtMs - seconds * 1_000).toBeLessThan(2_500);
  });

  test("does not prevent the record of the steps finished before it", async () => {
    const run = await allowed();
    run.exists(run.step("development", "network"));
    run
      .exists(run.step("development", "compute"), templateOf("as it was"))
      .move("UPDATE_IN_PROGRESS", "theirs");

    expect((await provision(run)).outcome).toBe("waiting");
    expect(await run.stepRecords(network)).toEqual(["untouched"]);
    expect(await run.stepRecords(compute)).toEqual([]);
  });

  test("lets the next one take its own time in the same call", async () => {
    const run = await allowed();
    const theirs = run.exists(run.step("development", "compute"));
    theirs.move("UPDATE_IN_PROGRESS", "theirs");
    run.cloudFormation.pace.set(networkStack, 9);
    run.installation.time.after(18_000, () => theirs.move("UPDATE_COMPLETE", "theirs"));

    expect(await provision(run)).toEqual(done);
  });

  test("takes its own time for each of its operations in the same call", async () => {
    const run = await allowed();
    const stack = run.exists(run.step("development", "network"), templateOf("as it was"));
    stack.move("UPDATE_IN_PROGRESS", "theirs");
    run.installation.time.after(9_000, () => stack.move("UPDATE_COMPLETE", "theirs"));
    // An update takes this twice, because CloudFormation cleans up after it.
    run.cloudFormation.pace.set(networkStack, 4);

    expect(await provision(run)).toEqual(done);
  });

  test("is looked at quickly again, however long the one before took", async () => {
    const run = await allowed();
    const { time, account } = run.installation;
    const theirs = run.exists(run.step("development", "compute"));
    theirs.move("UPDATE_IN_PROGRESS", "theirs");
    run.cloudFormation.pace.set(networkStack, 9);
    let lookedAtMs = 0;
    justBefore(
      account,
      (call) =>
        requestsFor("cloudformation", "DescribeStacks")(call) &&
        (call.input as { readonly StackName?: string }).StackName === computeStack,
      () => {
        lookedAtMs = time.nowMs();
        time.after(50, () => theirs.move("UPDATE_COMPLETE", "theirs"));
      },
    );

    expect(await provision(run)).toEqual(done);
    expect(time.nowMs() - lookedAtMs).toBeLessThan(500);
  });

  test("fails when it takes longer than the plan allows", async () => {
    const run = await allowed();
    run.cloudFormation.pace.set(networkStack, 3 * 3_600);
    await provision(run);
    await run.installation.pass(121 * 60_000);

    expect(await provision(run)).toEqual(failed);
    expect(await run.reasonOf(network)).toBe("it took longer than the 120 minutes that the plan allows");
  });
});

describe("a request that CloudFormation does not carry out at once", () => {
  test("is made again after a while when another operation is in its way, under one intent", async () => {
    const run = await allowed();
    const { askedAtMs } = refuse(run.installation.account, requestsFor("cloudformation", "CreateStack"), {
      error: () => busy(networkStack),
      times: 1,
    });
    await provision(run);
    const [first = 0, second = 0] = askedAtMs;

    expect(second).toBeGreaterThan(first);
    expect(await run.stepRecords(network)).toEqual(["intent create", "created"]);
  });

  test.each([
    ["another operation is in its way", busy(networkStack)],
    ["the request was taken before", taken()],
  ])(
    "is made less and less often while the answer is that %s and nothing moves, and then the call ends",
    async (_what, answer) => {
      const run = await allowed();
      const { askedAtMs } = refuse(run.installation.account, requestsFor("cloudformation", "CreateStack"), {
        error: () => answer,
      });

      expect((await provision(run)).outcome).toBe("waiting");
      expect(askedAtMs.length).toBeGreaterThan(2);
      expect(askedAtMs.length).toBeLessThanOrEqual(100);
      expect(await run.stepRecords(network)).toEqual(["intent create"]);
    },
  );

  test("leaves a step as it is when CloudFormation finds no difference after all", async () => {
    const resources = { Bucket: { Type: "AWS::S3::Bucket" } };
    const run = await allowed({ network: templateOf("as wanted", { resources }) });
    run.exists(run.step("development", "network"), templateOf("in other words", { resources }));
    const seen = run.watch();

    expect(await provision(run)).toEqual(done);
    expect(seen.transactions.at(-2)).toEqual([`${network} untouched`, `${compute} intent create`]);
    expect(await run.reasonOf(network)).toBe("CloudFormation finds no difference");
  });
});
