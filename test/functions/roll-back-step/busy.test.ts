import { OpenedRun } from "../../simulator/opened-run.ts";
import { refuse, requestsFor } from "../../simulator/requests.ts";
import { busy, taken } from "../../simulator/services/stack-requests.ts";

const stackName = "shop-development-storage";

/** A run that created network and storage in development. */
async function twoSteps(): Promise<OpenedRun> {
  const run = await OpenedRun.begin();
  await run.create("development", "network", "storage");
  return run;
}

const rollBack = (run: OpenedRun) =>
  run.call("roll-back-step", { environment: "development", scope: "everything" });

describe("CloudFormation that is busy with the stack", () => {
  test("is requested again after a while", async () => {
    const run = await twoSteps();
    const { askedAtMs } = refuse(run.installation.account, requestsFor("cloudformation", "DeleteStack"), {
      error: () => busy(stackName),
      times: 1,
    });

    expect(await rollBack(run)).toMatchObject({ outcome: "done" });
    const [first = 0, second = 0] = askedAtMs;
    expect(second).toBeGreaterThan(first);
  });

  test("is requested again under the same intent", async () => {
    const run = await twoSteps();
    const before = (await run.entries()).length;
    refuse(run.installation.account, requestsFor("cloudformation", "DeleteStack"), {
      error: () => busy(stackName),
      times: 1,
    });
    await rollBack(run);

    expect((await run.entries()).slice(before + 1).map(({ kind, subject }) => `${kind} ${subject}`)).toEqual([
      "intent development/storage",
      "outcome development/storage",
      "intent development/network",
      "outcome development/network",
    ]);
  });

  test("is left alone when it stays busy", async () => {
    const run = await twoSteps();
    refuse(run.installation.account, requestsFor("cloudformation", "DeleteStack"), {
      error: () => busy(stackName),
    });

    expect(await rollBack(run)).toEqual({ outcome: "waiting", waitSeconds: 1 });
    expect(await run.recorded("roll-back-step", "outcome")).toEqual([]);
  });

  test("is requested again after a while, even if it accepted the request and shows no trace of it", async () => {
    const run = await twoSteps();
    const { time } = run.installation;
    const before = time.nowMs();
    refuse(run.installation.account, requestsFor("cloudformation", "DeleteStack"), {
      error: () => taken(),
      times: 2,
    });

    expect(await rollBack(run)).toMatchObject({ outcome: "done" });
    expect(time.nowMs()).toBeGreaterThan(before);
  });
});

test("a rollback writes only for who has the lease", async () => {
  const run = await twoSteps();
  await run.records.takeOver(run.runId, run.epoch + 1, "arn:execution:two", "it was stopped");
  const seen = run.watch();

  await expect(rollBack(run)).rejects.toMatchObject({ name: "LeaseLost" });
  expect(seen.requests).toEqual([]);
});
