import type { Quarantine } from "../../../lib/ports/records/port.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import { claimOf } from "../../fixtures/sample-claim.ts";
import { Installation } from "../../simulator/installation.ts";
import { put } from "../../simulator/table.ts";

const runIds = ["shop-1", "shop-2", "shop-3", "shop-4", "shop-5"];

/**
 * The records of five runs that were claimed, quarantined and recorded as successes; a page of a query has two items.
 */
async function fiveRuns() {
  const installation = await Installation.withoutLatency();
  installation.dynamodb.pageItems = 2;
  const records = installation.port("records");
  for (const [index, runId] of runIds.entries()) {
    const work = { runId, epoch: index + 1, actor: "close-run" };
    await records.claim(claimOf(work.epoch), "arn:execution");
    await records.recordSuccess(work, { runId, commit: "", changeDigest: "" });
    await records.release(work, "seal", { quarantine: null, end: { runId, endedAtMs: 0, told: [] } });
  }
  // A run does not begin while another one is quarantined.
  for (const [index, runId] of runIds.entries()) {
    const quarantine: Quarantine = { runId, environment: "staging", sinceMs: index, told: false };
    put(installation, keys.quarantine(installation.application, runId), { quarantine });
  }
  return records;
}

test("a list on several pages is read to its last page", async () => {
  const records = await fiveRuns();
  const idsOf = (items: readonly { readonly runId: string }[]) => items.map(({ runId }) => runId);

  expect(idsOf(await records.claims())).toEqual(runIds.toReversed());
  expect(idsOf(await records.successes())).toEqual(runIds);
  expect(idsOf(await records.quarantines())).toEqual(runIds);
});
