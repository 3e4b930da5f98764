import type { Records } from "../../../lib/ports/records/port.ts";
import { claimOf, recordsInAccount } from "../../fakes/records-in-account.ts";

const runIds = ["shop-1", "shop-2", "shop-3", "shop-4", "shop-5"];

/** Five runs that were claimed, quarantined and recorded as successes, in a table whose pages have two items. */
async function fiveRuns() {
  const { dynamodb, inProcess, ended } = recordsInAccount();
  dynamodb.pageItems = 2;
  const does = async <T>(act: (records: Records) => Promise<T>) =>
    (await ended(inProcess("somebody", act)))[0];
  for (const [index, runId] of runIds.entries())
    await does(async (records) => {
      const epoch = index + 1;
      await records.claim(claimOf(epoch), "arn:execution");
      await records.recordSuccess(
        { runId, epoch, actor: "close-run" },
        { runId, commit: "", changeDigest: "" },
      );
      const quarantine = { runId, environment: "staging", sinceMs: index, told: false } as const;
      await records.release({ runId, epoch, actor: "close-run" }, "seal", quarantine);
    });
  return does;
}

test("what stands on several pages is read to the last one", async () => {
  const does = await fiveRuns();

  expect((await does((records) => records.claims()))?.map(({ runId }) => runId)).toEqual(runIds.toReversed());
  expect((await does((records) => records.successes()))?.map(({ runId }) => runId)).toEqual(runIds);
  expect((await does((records) => records.quarantines()))?.map(({ runId }) => runId)).toEqual(runIds);
});
