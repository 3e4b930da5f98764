import { claimOf, recordsInAccount } from "../../fakes/records-in-account.ts";

const work = { runId: "shop-1", epoch: 1, actor: "close-run" } as const;
const seal = "5".repeat(64);

test("a stop that is pressed while a run gives its lease back stops all work, and gives the run nothing back", async () => {
  const { account, inProcess, ended } = recordsInAccount();
  await ended(inProcess("start-run", (records) => records.claim(claimOf(1), "arn:execution")));
  // The stop has read the lease, and writes after it was given back.
  account.faultAt = ({ process, operation }) =>
    process.name === "stop-work" && operation === "TransactWrite" ? { kind: "late", ms: 100 } : undefined;
  const [pressed] = await ended(
    inProcess("stop-work", (records) => records.stop("an operator", "something looks wrong")),
    inProcess("close-run", (records) => records.release(work, seal, null)).then(() => "released"),
  );

  expect(pressed).toBe("stopped");
  expect(await ended(inProcess("sweep", (records) => records.lease()))).toMatchObject([
    { runId: null, previousSeal: seal, stopped: { by: "an operator" } },
  ]);
});

test("a stop stands also where no run ever had the lease", async () => {
  const { inProcess, ended } = recordsInAccount();
  await ended(inProcess("stop-work", (records) => records.stop("an operator", "something looks wrong")));

  expect(await ended(inProcess("sweep", (records) => records.lease()))).toMatchObject([
    { runId: null, epoch: 0, stopped: { reason: "something looks wrong" } },
  ]);
});
