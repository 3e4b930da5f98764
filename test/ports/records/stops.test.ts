import { claimOf } from "../../fixtures/sample-claim.ts";
import { Installation } from "../../simulator/installation.ts";

const work = { runId: "shop-1", epoch: 1, actor: "close-run" } as const;
const seal = "5".repeat(64);
const reason = "something looks wrong";

test("a stop while a run releases its lease stops all work, and the run does not get the lease back", async () => {
  const installation = await Installation.withoutLatency();
  const records = installation.port("records");
  await records.claim(claimOf(1), "arn:execution");
  // The stop has read the lease, and writes after it was given back.
  installation.account.faultAt = ({ process, operation }) =>
    process.name === "stop-work" && operation === "TransactWrite" ? { kind: "late", ms: 100 } : undefined;
  const [pressed] = await Promise.all([
    installation.does(() => records.stop("an operator", reason), "stop-work"),
    installation.does(
      () =>
        records.release(work, seal, { quarantine: null, end: { runId: "a run", endedAtMs: 0, told: [] } }),
      "close-run",
    ),
  ]);

  expect(pressed).toBe("stopped");
  expect(await records.lease()).toMatchObject({
    runId: null,
    previousSeal: seal,
    stopped: { by: "an operator" },
  });
});

test("a stop is kept also where no run ever had the lease", async () => {
  const records = (await Installation.withoutLatency()).port("records");
  await records.stop("an operator", reason);

  expect(await records.lease()).toMatchObject({ runId: null, epoch: 0, stopped: { reason } });
});
