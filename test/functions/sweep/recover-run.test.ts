import { recoverRun } from "../../../functions/sweep/recover-run.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import type { Lease } from "../../../lib/domain/run/lease.ts";
import { mostRecoveries } from "../../../lib/domain/run/recovery.ts";
import { opened } from "../../fixtures/sample-facts.ts";
import { requestsFor, requestsTo } from "../../simulator/requests.ts";
import { runId, running, stop } from "./running.ts";

const minuteMs = 60_000;
const arnOf = (name: string) => `arn:aws:states:::execution:shop-provisioning-plan:${name}`;

/** A run with the lease that did what its facts say; `recover` sees the lease otherwise where a test says so. */
async function recovering(facts: readonly Fact[] = []) {
  const run = await running(facts);
  const { installation } = run;
  const { records, ...ports } = installation.ports("sweep");
  const recover = (lease: Partial<Lease> = {}, other: Partial<typeof ports> = {}) =>
    installation.does(async () =>
      recoverRun({ records, ...ports, ...other }, { ...(await records.lease()), ...lease }),
    );
  return { ...run, recover };
}

describe("a run whose execution is dead", () => {
  test.each([
    ["SUCCEEDED", "its execution ended, and left the run open"],
    ["FAILED", "its execution failed where no catch branch sees it"],
    ["ABORTED", "its execution was stopped from outside"],
  ] as const)(
    "because it %s is taken over, its children are stopped, and it is started again, in this order",
    async (status, cause) => {
      const { done, recover, end } = await recovering([opened()]);
      end(status);

      expect(await recover()).toEqual({ recovered: [runId] });
      expect(done).toEqual([
        `take over ${runId} in epoch 2 for ${arnOf(`${runId}-recovery-2`)}: ${cause}`,
        `stop children of ${runId} in epoch 1: ${cause}`,
        `start ${runId}-recovery-2 in epoch 2`,
      ]);
    },
  );

  test.each<[string, Partial<Lease>, string]>([
    [
      "is forgotten",
      { executionArn: "arn:execution:forgotten" },
      "its execution was never started, or is forgotten",
    ],
    ["was never named", { executionArn: null }, "its execution was never started, or is forgotten"],
  ])("and that %s is taken over", async (_what, lease, cause) => {
    const { installation, done, recover } = await recovering([opened()]);
    await installation.pass(minuteMs);
    await recover(lease);

    expect(done[0]).toContain(cause);
  });

  test("has the children of every epoch since it was opened stopped", async () => {
    const { installation, records, done, recover } = await recovering([opened({ epoch: 1 })]);
    await records.takeOver(runId, 2, "arn:execution:second", "it failed");
    await records.takeOver(runId, 3, "arn:execution:third", "it failed");
    await installation.pass(minuteMs);
    await recover();

    const cause = "its execution was never started, or is forgotten";
    expect(done.filter((one) => one.startsWith("stop"))).toEqual([
      `stop children of ${runId} in epoch 1: ${cause}`,
      `stop children of ${runId} in epoch 2: ${cause}`,
      `stop children of ${runId} in epoch 3: ${cause}`,
    ]);
  });

  test("is started although a child of it cannot be stopped, and the failure is seen", async () => {
    const { done, recover, end } = await recovering([opened()]);
    end("ABORTED");
    const stop = async () => {
      throw new Error("denied");
    };

    await expect(recover({}, { children: { stop } })).rejects.toThrow("denied");
    expect(done.at(-1)).toBe(`start ${runId}-recovery-2 in epoch 2`);
  });

  test("waits after its second recovery, and is given up after its ninth", async () => {
    const { installation, records, done, recover, end } = await recovering([opened()]);
    end("FAILED");
    const recovered: number[] = [];
    for (let minute = 0; minute < 180; minute += 1) {
      const { recoveries, executionArn } = await records.lease();
      const { givenUp, recovered: now } = await recover();
      if (now !== undefined) recovered.push(minute);
      expect(givenUp).toBe(recoveries.times === mostRecoveries ? 1 : undefined);
      const { executionArn: next } = await records.lease();
      await installation.pass(minuteMs);
      if (next !== executionArn) installation.states.find(next ?? "").end("FAILED", null, null);
    }

    expect(recovered).toEqual([0, 1, 2, 4, 8, 16, 31, 61, 121]);
    expect(done.at(-1)).toBe(`start ${runId}-recovery-10 in epoch 10`);
  });

  test("has the children of its own epoch stopped when it died before its first entry", async () => {
    const { done, recover, end } = await recovering();
    end("FAILED");
    await recover();

    expect(done[1]).toContain(`stop children of ${runId} in epoch 1: `);
  });
});

describe("a run that was claimed and never started", () => {
  test.each<[string, Partial<Lease>]>([
    ["with the name that it was claimed under", {}],
    ["also when its lease names no execution", { executionArn: null }],
  ])("is started %s", async (_what, lease) => {
    const { installation, done, recover } = await recovering();
    installation.states.executions.clear();

    expect(await recover(lease)).toEqual({ recovered: [runId] });
    expect(done).toEqual([`start ${runId} in epoch 1`]);
  });

  test("has no execution to look at when its lease names none", async () => {
    const { installation, recover } = await recovering();
    const asked = requestsTo(installation.account, requestsFor("states", "DescribeExecution"));

    expect(await recover({ executionArn: null })).toEqual({ recovered: [runId] });
    expect(asked).toEqual([]);
  });

  // Source: Step Functions API reference, DescribeExecution: "This operation is eventually consistent."
  test("is left alone while it writes entries, although Step Functions does not find its execution yet", async () => {
    const { installation, done, recover } = await recovering([opened()]);
    installation.states.executions.clear();

    expect(await recover()).toEqual({});
    expect(done).toEqual([]);
  });

  test("is taken over when it has an entry, and wrote none for a minute", async () => {
    const { installation, done, recover } = await recovering([opened()]);
    installation.states.executions.clear();
    await installation.pass(minuteMs);
    await recover();

    expect(done.at(-1)).toBe(`start ${runId}-recovery-2 in epoch 2`);
  });

  test("is started in the epoch that it has when its second execution was not started", async () => {
    const { records, done, recover, end } = await recovering();
    end("FAILED");
    await records.takeOver(runId, 2, arnOf(`${runId}-recovery-2`), "it failed");
    await recover();

    const cause = "its execution was never started, or is forgotten";
    expect(done.slice(1)).toEqual([
      `stop children of ${runId} in epoch 1: ${cause}`,
      `start ${runId}-recovery-2 in epoch 2`,
    ]);
  });
});

describe("nothing is recovered", () => {
  test("while the execution runs", async () => {
    const { done, recover } = await recovering([opened()]);

    expect(await recover()).toEqual({});
    expect(done).toEqual([]);
  });

  test("while no run has the lease", async () => {
    const { done, recover, end } = await recovering([opened()]);
    end("FAILED");

    expect(await recover({ runId: null })).toEqual({});
    expect(done).toEqual([]);
  });

  test("while all work is stopped", async () => {
    const { done, recover, end } = await recovering([opened()]);
    end("FAILED");

    expect(await recover({ stopped: stop })).toEqual({});
    expect(done).toEqual([]);
  });
});
